"""Ask to sign in with another address."""

from contracts.errors import InitialAddressProtected, InvalidInput, NotSignedIn
from contracts.events import NOTICE_REQUESTED, NoticeRequested
from contracts.mailed_links import RequestEmailChange
from contracts.principal import Principal
from identity.adapters.password_hasher import PasswordHasher
from identity.domain.addresses import EmailAddress, NotAnAddress, parse_address, sign_in_key
from identity.domain.links import Asker
from identity.domain.people import Person
from identity.store.records import RecordRoom, Records
from identity.use_cases.access.count_mails import count_mails
from identity.use_cases.access.mail_link import mail_link
from identity.use_cases.access.prove_password import prove_password


def request_email_change(
    caller: Principal,
    request: RequestEmailChange,
    room: RecordRoom,
    hasher: PasswordHasher,
    *,
    portal_url: str,
) -> None:
    """Have a link sent to the new address and tell the old one; nothing is changed yet (SE-31).

    A later wish replaces an earlier one. An address that somebody else signs in with takes the same
    path and gets a mail without link, so the answer tells nothing about it.

    Raises:
        NotSignedIn: the caller is no person.
        InitialAddressProtected: he came in by a contact's address on file, which stays (SE-37).
        InvalidInput: no address, or the present one.
        SignInRefused: the present password is another one.
        TooManyAttempts: a pause after failures has not passed, or enough mails for this hour.
    """
    with room.of_everybody() as records:
        person = records.people.find(caller.subject)
        is_protected = records.contacts.is_protected(caller.subject)
    if caller.kind != "person" or person is None:
        raise NotSignedIn
    if is_protected:
        raise InitialAddressProtected
    address = _parse(request.email)
    present_key = sign_in_key(person.email)
    if address.key == present_key:
        raise InvalidInput("email", "present_address")
    proven = prove_password(present_key, request.password, room, hasher, client=request.client)
    asker = Asker(person_id=person.id, session_id=caller.session_id)
    with room.of_everybody() as records:
        proven.settle(records)
        count_mails(address.key, request.client, records)
        holder = records.people.find_by_address(address.key)
        mail_link(
            "email_change",
            address,
            records,
            language=person.language,
            portal_url=portal_url,
            is_sent=holder is None,
            asker=asker,
        )
        if holder is not None:
            _tell("email_in_use", holder, records)
        _tell("email_change_requested", person, records)


def _parse(email: str) -> EmailAddress:
    try:
        return parse_address(email)
    except NotAnAddress:
        raise InvalidInput("email", "not_an_address") from None


def _tell(kind: str, person: Person, records: Records) -> None:
    records.outbox.announce(
        NOTICE_REQUESTED,
        NoticeRequested(
            idempotency_key=f"{kind}:{person.id}:{records.now.isoformat()}",
            kind=kind,
            recipient=person.email,
            language=person.language,
        ),
    )
