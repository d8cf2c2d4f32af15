"""List holds, the latest first."""

from billing_docs.store.holds import HoldStore
from billing_docs.use_cases.retention.read_place import read_place
from contracts.retention import HoldPage, HoldQuery


def list_holds(query: HoldQuery, store: HoldStore) -> HoldPage:
    """Return one page of holds.

    Raises:
        InvalidInput: the cursor is none of ours.
    """
    found = store.page(query, before=read_place(query.cursor), limit=query.limit + 1)
    items, more = found[: query.limit], len(found) > query.limit
    return HoldPage(items=tuple(items), next_cursor=str(items[-1].id) if more else None)
