"""Carry contracts on into the period that has begun by itself."""

from catalog.domain.terms import due_on
from catalog.store.records import Records

AT_ONCE = 500


def carry_on_periods(records: Records) -> int:
    """List up to 500 contracts under the period they are in today; return how many.

    Safe to repeat and to run in several processes at once.
    """
    overdue = records.contracts.lock_overdue(records.today, limit=AT_ONCE)
    due = {contract_id: due_on(terms, records.today) for contract_id, terms in overdue}
    records.contracts.set_due(due)
    return len(due)
