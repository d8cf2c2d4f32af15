"""Choose a new password by the link from the mail."""

from contracts.accounts import ResetPassword
from contracts.errors import NotFound
from identity.adapters.password_hasher import PasswordHasher
from identity.domain.passwords import normalise_password
from identity.domain.people import Person
from identity.domain.tokens import token_sha256
from identity.store.records import RecordRoom, Records
from identity.use_cases.passwords.store_password import require_strong, store_password


def reset_password(request: ResetPassword, room: RecordRoom, hasher: PasswordHasher) -> None:
    """Store the new password and end every session; consumes the link, once (FD-21).

    Whoever did it signs in afterwards as always. A weak password leaves the link open. Of two at
    once exactly one wins.

    Raises:
        NotFound: there is no such link.
        LinkNotUsable: it was used or replaced, or has expired.
        WeakPassword: the password is too easy to guess.
    """
    digest = token_sha256(request.token)
    with room.of_everybody() as records:
        person = _person_of(digest, records)
    require_strong(request.password, person)
    password_hash = hasher.hash(normalise_password(request.password))
    with room.of_everybody() as records:
        person = _lock(digest, records)
        store_password(person, password_hash, records, action="person.password_reset")


def _person_of(digest: bytes, records: Records) -> Person:
    link = records.links.find(digest)
    if link is None or link.purpose != "password_reset":
        raise NotFound("link")
    link.require_usable(records.now)
    person = records.people.find_by_address(link.email_key)
    if person is None:
        raise NotFound("link")
    return person


def _lock(digest: bytes, records: Records) -> Person:
    """Lock the person and then the link, as everybody does who needs both; use it up."""
    person = records.people.lock(_person_of(digest, records).id)
    link = records.links.lock(digest, "password_reset")
    if person is None or link is None:
        raise NotFound("link")
    link.require_usable(records.now)
    records.links.use(link)
    return person
