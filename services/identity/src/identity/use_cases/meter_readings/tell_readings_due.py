"""Tell people that counters of their devices are to be read."""

from contracts.events import NOTICE_REQUESTED, NoticeRequested
from contracts.identity import Membership, Organisation
from contracts.meters import MeterReadingsDue
from identity.store.records import Records

_AREA = "meter_readings"
_ADMINS_AT_MOST = 10


def tell_readings_due(due: MeterReadingsDue, records: Records) -> None:
    """Have those mailed who have read meters there lately, or else the administrators (F10).

    Everybody may read meters unless somebody says otherwise (KM-08), so not everybody is written
    to. Whoever has left, or may not any more, is not. Safe to repeat: a mail goes out once for each
    person and billing.
    """
    organisation = records.organisations.find(due.organisation_id)
    if organisation is None:
        return
    found = (records.memberships.find(organisation.id, person) for person in due.reporters)
    readers = [member for member in found if member is not None and _may_read(member)]
    for member in readers or records.memberships.admins_of(organisation.id)[:_ADMINS_AT_MOST]:
        _tell(member, organisation, due, records)


def _may_read(member: Membership) -> bool:
    return member.role == "admin" or _AREA in member.areas


def _tell(
    member: Membership, organisation: Organisation, due: MeterReadingsDue, records: Records
) -> None:
    person = records.people.find(member.person_id)
    records.outbox.announce(
        NOTICE_REQUESTED,
        NoticeRequested(
            idempotency_key=f"meter-readings-due:{organisation.id}:{due.due_on}:{member.person_id}",
            kind="meter_readings_due",
            recipient=member.email,
            language=person.language if person else organisation.language,
            organisation_id=organisation.id,
            parameters={
                "due_on": due.due_on.isoformat(),
                "devices": str(due.devices),
                "first_devices": "\n".join(due.first_devices),
            },
        ),
    )
