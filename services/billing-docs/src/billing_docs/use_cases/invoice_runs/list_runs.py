"""List invoice runs, the last seen first."""

from collections.abc import Sequence
from uuid import UUID

from billing_docs.store.invoice_runs import InvoiceRunStore
from billing_docs.use_cases.invoice_runs.describe_run import describe_run
from contracts.errors import InvalidInput
from contracts.invoice_runs import InvoiceRunQuery, InvoiceRuns


def list_runs(
    query: InvoiceRunQuery, sources: Sequence[str] | None, store: InvoiceRunStore
) -> InvoiceRuns:
    """Return one page of the runs of `sources`, of every source where that is None.

    Raises:
        InvalidInput: the cursor is none of ours.
    """
    if query.source is not None:
        sources = [query.source] if sources is None or query.source in sources else []
    found = store.page(
        sources=sources,
        state=query.state,
        older_than=_place(query.cursor),
        limit=query.limit + 1,
    )
    items = found[: query.limit]
    return InvoiceRuns(
        items=tuple(describe_run(run, store.received_count(run)) for run in items),
        next_cursor=str(items[-1].id) if len(found) > query.limit else None,
    )


def _place(cursor: str | None) -> UUID | None:
    try:
        return None if cursor is None else UUID(cursor)
    except ValueError as error:
        raise InvalidInput("query.cursor", "unreadable") from error
