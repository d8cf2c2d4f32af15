"""List the print batches, for the vendor's people and their print room."""

from datetime import date

from billing_docs.store.print_orders import PrintOrderStore
from billing_docs.use_cases.printing.get_print_batch import describe_batch
from contracts.delivery import PrintBatchPage, PrintBatchQuery
from contracts.errors import InvalidInput


def list_print_batches(query: PrintBatchQuery, orders: PrintOrderStore) -> PrintBatchPage:
    """Return one page, the newest business day first.

    Raises:
        InvalidInput: the cursor is none of ours.
    """
    older_than = None if query.cursor is None else _place(query.cursor)
    found = orders.page(query, older_than=older_than, limit=query.limit + 1)
    items, more = found[: query.limit], len(found) > query.limit
    return PrintBatchPage(
        items=tuple(describe_batch(batch) for batch in items),
        next_cursor=items[-1].business_day.isoformat() if more else None,
    )


def _place(cursor: str) -> date:
    try:
        return date.fromisoformat(cursor)
    except ValueError as error:
        raise InvalidInput("query.cursor", "unreadable") from error
