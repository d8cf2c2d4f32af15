"""Tell a partner's contact of a notice about his customer's system."""

from contracts.events import NOTICE_REQUESTED, NoticeRequested
from contracts.system_notices import SYSTEM_NOTICE_TOLD, SystemNoticeDue, SystemNoticeTold
from identity.domain.bookings import bar_of
from identity.domain.business_area import BUSINESS
from identity.domain.visibility import Viewer, is_visible
from identity.store.records import Records


def tell_system_notice(due: SystemNoticeDue, records: Records) -> None:
    """Have a mail sent to the contact if he sees the customer now; otherwise hold it back (DW-28).

    What is held back is asked for again, so that it is told as soon as he may see it. Safe to
    repeat: a notice goes to the same person once.
    """
    served = records.partner_customers.find(due.partner_id, due.customer_id)
    contact = served.contact if served is not None else None
    if served is None or contact is None or contact.person_id != due.person_id:
        return
    member = records.memberships.find(due.partner_id, due.person_id)
    partner = records.organisations.find(due.partner_id)
    person = records.people.find(due.person_id)
    if member is None or partner is None or person is None:
        return
    viewer = Viewer(person_id=person.id, data_scope=member.data_scope)
    coverage = records.bookings.coverage_of(partner.id)
    is_open = partner.is_certified and BUSINESS in member.areas
    is_barred = bar_of(partner.kind, coverage, records.now) is not None
    if not is_open or is_barred or not is_visible(viewer, due.person_id):
        return
    parameters = {
        "customer_name": served.name,
        "what": due.kind,
        "system": due.system or "",
        "detail": _detail(due),
    }
    records.outbox.announce(
        NOTICE_REQUESTED,
        NoticeRequested(
            idempotency_key=f"system_notice:{due.notice_id}:{person.id}",
            kind="system_notice",
            recipient=member.email,
            language=person.language,
            organisation_id=partner.id,
            parameters=parameters,
        ),
    )
    records.outbox.announce(
        SYSTEM_NOTICE_TOLD,
        SystemNoticeTold(notice_id=due.notice_id, person_id=person.id, at=records.now),
    )


def _detail(due: SystemNoticeDue) -> str:
    if due.kind == "storage_low":
        return f"{due.percent_used} %" if due.percent_used is not None else ""
    return due.release or ""
