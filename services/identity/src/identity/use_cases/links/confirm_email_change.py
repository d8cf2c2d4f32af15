"""Sign in with another address from now on."""

from contracts.errors import AlreadyExists, InitialAddressProtected, NotFound
from contracts.events import NOTICE_REQUESTED, NoticeRequested
from contracts.mailed_links import ConfirmEmailChange
from identity.domain.addresses import EmailAddress, masked, sign_in_key
from identity.domain.links import Asker, MailedLink
from identity.domain.people import Person
from identity.domain.tokens import token_sha256
from identity.store.records import Records
from identity.use_cases.access.record_for_person import record_for_person
from identity.use_cases.access.tell_access_ended import tell_access_ended
from identity.use_cases.profiles.tell_person_changed import tell_person_changed


def confirm_email_change(request: ConfirmEmailChange, records: Records) -> None:
    """Store the new address; all sessions end but the one in which the person asked (SE-31).

    The old address is told, and the trail of each of his organisations keeps it. The address for
    documents belongs to billing-docs and is nobody's sign-in. Of two at once exactly one wins.

    Raises:
        NotFound: there is no such link.
        LinkNotUsable: it was used or replaced, or has expired.
        InitialAddressProtected: meanwhile he came in by a contact's address on file (SE-37).
        AlreadyExists: meanwhile somebody else signs in with the address.
    """
    person, asker, link = _lock(token_sha256(request.token), records)
    if records.contacts.is_protected(person.id):
        raise InitialAddressProtected
    records.links.use(link)
    # Nobody may choose the password of the old mailbox's next owner, or sign up with the new one.
    records.links.close_for_address(sign_in_key(person.email))
    records.links.close_for_address(link.email_key)
    address = EmailAddress(address=link.email, key=link.email_key)
    if not records.people.change_address(person.id, address):
        raise AlreadyExists("email")
    _end_sessions(asker, records)
    record_for_person(
        person.id,
        "person.email_changed",
        records,
        details={"before": masked(person.email), "after": masked(link.email)},
    )
    tell_person_changed(person.id, records)
    _tell_old_address(person, link, records)


def _lock(digest: bytes, records: Records) -> tuple[Person, Asker, MailedLink]:
    """Lock the person and then the link, as everybody does who needs both.

    Accepting an invitation locks the person too, so he becomes no contact meanwhile.
    """
    found = records.links.find(digest)
    asker = found.asker if found else None
    person = records.people.lock(asker.person_id) if asker else None
    link = records.links.lock(digest, "email_change")
    if link is None or asker is None or person is None:
        raise NotFound("link")
    link.require_usable(records.now)
    return person, asker, link


def _end_sessions(asker: Asker, records: Records) -> None:
    ended = records.sessions.end_all_of(asker.person_id, besides=asker.session_id)
    records.pending_sign_ins.end_all_of(asker.person_id)
    # The session that stays shows the new address too.
    tell_access_ended([*ended, asker.session_id], "rights_changed", records)


def _tell_old_address(person: Person, link: MailedLink, records: Records) -> None:
    records.outbox.announce(
        NOTICE_REQUESTED,
        NoticeRequested(
            idempotency_key=f"email_changed:{link.id}",
            kind="email_changed",
            recipient=person.email,
            language=person.language,
            parameters={"new_email": link.email},
        ),
    )
