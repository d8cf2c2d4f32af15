"""List restrictions, the latest first."""

from billing_docs.store.restrictions import RestrictionStore
from billing_docs.use_cases.retention.read_place import read_place
from contracts.retention import RestrictionPage, RestrictionQuery


def list_restrictions(query: RestrictionQuery, store: RestrictionStore) -> RestrictionPage:
    """Return one page of restrictions.

    Raises:
        InvalidInput: the cursor is none of ours.
    """
    found = store.page(query, before=read_place(query.cursor), limit=query.limit + 1)
    items, more = found[: query.limit], len(found) > query.limit
    return RestrictionPage(items=tuple(items), next_cursor=str(items[-1].id) if more else None)
