"""Describe an invoice run in the words of the contract."""

from billing_docs.domain.invoice_run import Run
from contracts.invoice_runs import InvoiceRun


def describe_run(run: Run, received_count: int) -> InvoiceRun:
    """Return the run as a list shows it."""
    return InvoiceRun(
        id=run.id,
        source=run.source,
        run_id=run.run_id,
        state=run.state,
        announced_count=None if run.announced is None else run.announced.document_count,
        received_count=received_count,
        first_seen_at=run.first_seen_at,
        announced_at=run.announced_at,
        closed_at=run.closed_at,
        closed_reason=run.closed_reason,
    )
