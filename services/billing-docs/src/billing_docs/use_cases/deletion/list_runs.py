"""List deletion runs, the latest first."""

from billing_docs.store.deletions import DeletionStore
from billing_docs.use_cases.retention.read_place import read_place
from contracts.deletion import DeletionRunPage, DeletionRunQuery


def list_runs(query: DeletionRunQuery, store: DeletionStore) -> DeletionRunPage:
    """Return one page of runs.

    Raises:
        InvalidInput: the cursor is none of ours.
    """
    found = store.page(query, before=read_place(query.cursor), limit=query.limit + 1)
    items, more = found[: query.limit], len(found) > query.limit
    return DeletionRunPage(items=tuple(items), next_cursor=str(items[-1].id) if more else None)
