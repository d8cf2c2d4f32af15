"""Tell whose the address is that a mail about requests came from."""

from uuid import UUID

from contracts.mails import MAIL_SENDER_TOLD, MailSender, MailSenderAsked, MailSenderTold
from identity.domain.addresses import NotAnAddress, parse_address
from identity.domain.bookings import bar_of
from identity.domain.people import Person
from identity.store.records import Records


def tell_mail_sender(asked: MailSenderAsked, records: Records) -> None:
    """Announce in which organisations somebody with this address may act just now.

    Nobody for an address that is no person's, and no organisation whose contract has ended: who is
    not let in does not speak by mail either. Safe to repeat; the answer is of the moment.
    """
    records.outbox.announce(
        MAIL_SENDER_TOLD,
        MailSenderTold(mail_id=asked.mail_id, senders=_senders(asked.address, records)),
    )


def _senders(address: str, records: Records) -> tuple[MailSender, ...]:
    try:
        key = parse_address(address).key
    except NotAnAddress:
        return ()
    person = records.people.find_by_address(key)
    if person is None:
        return ()
    found = [
        _sender(person, organisation.id, records)
        for organisation in records.memberships.organisations_of(person.id)
        if bar_of(organisation.kind, records.bookings.coverage_of(organisation.id), records.now)
        is None
    ]
    return tuple(sender for sender in found if sender is not None)


def _sender(person: Person, organisation_id: UUID, records: Records) -> MailSender | None:
    member = records.memberships.find(organisation_id, person.id)
    organisation = records.organisations.find(organisation_id)
    if member is None or organisation is None:
        return None
    return MailSender(
        organisation_id=organisation_id,
        organisation_kind=organisation.kind,
        person_id=person.id,
        role=member.role,
        name=person.name,
        email=person.email,
        language=person.language,
    )
