"""List the events that wait for somebody."""

from typing import Any

from sqlalchemy import Row

from billing_docs.domain.parked_event import customer_in, number_in
from billing_docs.store.parked_events import ParkedEventStore
from billing_docs.use_cases.retention.read_place import read_place
from contracts.document_office import (
    ParkedCount,
    ParkedEvent,
    ParkedEventPage,
    ParkedEventQuery,
)


def list_parked(query: ParkedEventQuery, store: ParkedEventStore) -> ParkedEventPage:
    """Return one page, the latest first, and how many wait for each reason.

    Raises:
        InvalidInput: the cursor is none of ours.
    """
    found = store.page(code=query.code, before=read_place(query.cursor), limit=query.limit + 1)
    items, more = found[: query.limit], len(found) > query.limit
    return ParkedEventPage(
        items=tuple(_described(row) for row in items),
        counts=tuple(ParkedCount(code=code, count=count) for code, count in store.counts()),
        next_cursor=str(items[-1].id) if more else None,
    )


def _described(row: Row[Any]) -> ParkedEvent:
    said = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
    beginning = bytes(said.pop("beginning"))
    return ParkedEvent(**said, customer_number=customer_in(beginning), number=number_in(beginning))
