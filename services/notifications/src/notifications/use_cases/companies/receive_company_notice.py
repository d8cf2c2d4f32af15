"""Take in what another service wants a company to know."""

from contracts.company_notices import CompanyNoticeRequested
from notifications.store.company_records import CompanyRecords
from notifications.use_cases.companies.tell_company import Happening, Telling, tell_company


class CompanyNotKnownYet(Exception):
    """What identity announces of the company is still on its way; the event is tried again."""


def receive_company_notice(
    requested: CompanyNoticeRequested, telling: Telling, records: CompanyRecords
) -> None:
    """Have the company told, by the channels it has chosen (MB-10); safe to repeat.

    Raises:
        Refused: the parameters do not fit the event.
        CompanyNotKnownYet: we have not heard of the company.
    """
    company = records.companies.find(requested.organisation_id)
    if company is None:
        raise CompanyNotKnownYet(str(requested.organisation_id))
    happening = Happening(
        idempotency_key=requested.idempotency_key,
        event=requested.event,
        parameters=requested.parameters,
        occurred_at=requested.occurred_at,
    )
    tell_company(happening, company, telling, records)
