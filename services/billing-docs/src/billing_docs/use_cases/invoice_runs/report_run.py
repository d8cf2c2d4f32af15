"""Report what has come of an invoice run."""

from billing_docs.domain.faults import RefusalCode
from billing_docs.domain.invoice_run import Comparison, Received, Run, compare
from billing_docs.store.invoice_runs import InvoiceRunStore
from billing_docs.use_cases.invoice_runs.describe_run import describe_run
from chassis.parking import Parking
from contracts.invoice_runs import LONGEST_LIST, InvoiceRunReport, RunFault, RunTotal
from contracts.money import Sum

_CONFLICTS = {RefusalCode.NUMBER_CONFLICT.value, RefusalCode.EVENT_CONFLICT.value}


def report_run(run: Run, store: InvoiceRunStore, parking: Parking) -> InvoiceRunReport:
    """Return the run's report, out of what is archived and what is parked at this moment.

    Complete is what was announced, has come whole with the announced sums, and left nothing parked.
    An event that was parked and taken in since is no fault any more.
    """
    received = store.received(run)
    comparison = compare(run.announced, received)
    faults = _parked_faults(run, store, parking)
    conflicts = tuple(fault for fault in faults if fault.code in _CONFLICTS)
    parked = tuple(fault for fault in faults if fault.code not in _CONFLICTS)
    return InvoiceRunReport(
        run=describe_run(run, len(received.numbers)),
        is_complete=run.announced is not None and comparison.is_equal and not faults,
        missing_count=comparison.missing_count,
        missing_numbers=comparison.missing_numbers[:LONGEST_LIST],
        unexpected_count=len(comparison.unexpected_numbers),
        unexpected_numbers=tuple(filter(None, comparison.unexpected_numbers))[:LONGEST_LIST],
        duplicate_count=store.duplicate_count(run),
        conflict_count=len(conflicts),
        conflicts=conflicts[:LONGEST_LIST],
        parked_count=len(parked),
        parked=parked[:LONGEST_LIST],
        totals=_totals(run, received, comparison),
        without_total_count=received.without_total_count,
        notified_count=store.notified_count(run),
        postal_count=store.postal_count(run),
        bounced_count=store.bounced_count(run),
        opened_count=store.opened_count(run),
    )


def _parked_faults(run: Run, store: InvoiceRunStore, parking: Parking) -> tuple[RunFault, ...]:
    noted = store.faults(run)
    still = parking.of_events(run.source, [row.event_id for row in noted])
    return tuple(
        RunFault(event_id=row.event_id, number=row.number, code=still[row.event_id])
        for row in noted
        if row.event_id in still
    )


def _totals(run: Run, received: Received, comparison: Comparison) -> tuple[RunTotal, ...]:
    announced = {each.currency: each for each in run.announced.totals} if run.announced else {}
    came = {
        currency: Sum(minor_units=cents, currency=currency)
        for currency, cents in received.sums.items()
    }
    return tuple(
        RunTotal(
            currency=currency,
            announced=announced.get(currency),
            received=came.get(currency),
            differs=currency in comparison.differing_currencies,
        )
        for currency in sorted(announced.keys() | came.keys())
    )
