"""Remember where a company is reached."""

from contracts.company_notices import CompanyContactChanged
from notifications.domain.company_notices import AWAITED_CUSTOMER
from notifications.store.company_records import CompanyRecords


def remember_company(changed: CompanyContactChanged, records: CompanyRecords) -> None:
    """Take over what identity announces; take up what came before its company.

    Safe to repeat; an older version than the known one changes nothing.
    """
    records.companies.remember(changed)
    if changed.customer_number is not None:
        records.parking.release(records.outbox, f"{AWAITED_CUSTOMER}{changed.customer_number}")


def take_up_waiting(records: CompanyRecords) -> int:
    """Replay the parked events whose company is known by now; return how many.

    Closes a gap that `remember_company` leaves: an event that has just looked for its company in
    vain is parked a moment after the company came. Safe to run in several processes at once.
    """
    return sum(
        records.parking.release(records.outbox, awaited) for awaited in records.companies.awaited()
    )
