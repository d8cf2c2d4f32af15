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
        person = _person_of(digest, records, uses_link=True)
        store_password(person, password_hash, records, action="person.password_reset")


def _person_of(digest: bytes, records: Records, *, uses_link: bool = False) -> Person:
    link = records.links.lock(digest, "password_reset")
    if link is None:
        raise NotFound("link")
    link.require_usable(records.now)
    person = records.people.find_by_address(link.email_key)
    if person is None:
        raise NotFound("link")
    if uses_link:
        records.links.use(link)
    return person
