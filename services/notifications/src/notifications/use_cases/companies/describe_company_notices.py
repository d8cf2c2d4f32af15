"""Show what a company is told of, by which channel, and where that leads."""

from uuid import UUID

from contracts.company_notices import CompanyNotices, EventChannels
from notifications.domain.company_notices import reach_of
from notifications.store.company_records import CompanyRecords


def describe_company_notices(
    organisation_id: UUID, records: CompanyRecords, *, is_phone_offered: bool
) -> CompanyNotices:
    """Return what holds for the next event; by a channel that leads nowhere nothing is told."""
    company = records.companies.find(organisation_id)
    mail = reach_of(company, "mail", is_phone_offered=is_phone_offered)
    phone = reach_of(company, "phone", is_phone_offered=is_phone_offered)
    return CompanyNotices(
        events=tuple(
            EventChannels(
                event=each.event,
                mail=each.mail and mail.recipient is not None,
                phone=each.phone and phone.recipient is not None,
            )
            for each in records.choices.of(organisation_id)
        ),
        email=mail.recipient,
        phone=phone.recipient,
        why_no_mail=mail.why_not,
        why_no_phone=phone.why_not,
    )
