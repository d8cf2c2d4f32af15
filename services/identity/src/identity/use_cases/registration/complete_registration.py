"""Sign up by the link from the mail."""

from chassis.ids import new_id
from contracts.accounts import CompleteRegistration
from contracts.errors import AlreadyExists, NotFound, WeakPassword
from contracts.identity import Session
from identity.adapters.password_hasher import PasswordHasher
from identity.domain.links import MailedLink
from identity.domain.passwords import normalise_password, weakness_of
from identity.domain.people import Person
from identity.domain.texts import one_line
from identity.domain.tokens import token_sha256
from identity.store.records import RecordRoom, Records
from identity.use_cases.access.start_session import start_session


def complete_registration(
    request: CompleteRegistration, room: RecordRoom, hasher: PasswordHasher
) -> Session:
    """Make a person without any membership and sign him in; consumes the link, once (FD-07).

    Raises:
        NotFound: there is no such link.
        LinkNotUsable: it was used or replaced, or has expired.
        WeakPassword: the password is too easy to guess; the link stays open.
        InvalidInput: the name is blank or holds control characters.
        AlreadyExists: the address got an account in the meantime, by an invitation.
    """
    name = one_line("person_name", request.person_name)
    digest = token_sha256(request.token)
    with room.of_everybody() as records:
        link = _usable(digest, records)
    weakness = weakness_of(request.password, personal=(name, link.email))
    if weakness:
        raise WeakPassword(weakness)
    person = Person(
        id=new_id(),
        name=name,
        email=link.email,
        password_hash=hasher.hash(normalise_password(request.password)),
        language=link.language,
    )
    with room.of_everybody() as records:
        link = _usable(digest, records)
        if not records.people.add_if_new(person, link.email_key):
            raise AlreadyExists("email")
        records.links.use(link)
        return start_session(person, None, records)


def _usable(digest: bytes, records: Records) -> MailedLink:
    link = records.links.lock(digest, "registration")
    if link is None:
        raise NotFound("link")
    link.require_usable(records.now)
    return link
