"""List the documents of a deletion run."""

from uuid import UUID

from billing_docs.store.deletions import DeletionStore
from billing_docs.use_cases.deletion.find_run import find_run
from billing_docs.use_cases.retention.read_place import read_place
from contracts.deletion import DeletionItemPage, DeletionItemQuery


def list_items(run_id: UUID, query: DeletionItemQuery, store: DeletionStore) -> DeletionItemPage:
    """Return one page of a run's documents.

    Raises:
        InvalidInput: the cursor is none of ours.
        NotFound: there is no such run.
    """
    find_run(run_id, store)
    found = store.items(run_id, query, after=read_place(query.cursor), limit=query.limit + 1)
    items, more = found[: query.limit], len(found) > query.limit
    return DeletionItemPage(
        items=tuple(items), next_cursor=str(items[-1].document_id) if more else None
    )
