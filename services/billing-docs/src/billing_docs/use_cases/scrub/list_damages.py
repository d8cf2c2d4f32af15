"""List damages, the latest first."""

from billing_docs.store.damages import DamageStore
from billing_docs.use_cases.retention.read_place import read_place
from contracts.damage import DamagePage, DamageQuery


def list_damages(query: DamageQuery, store: DamageStore) -> DamagePage:
    """Return one page of damages.

    Raises:
        InvalidInput: the cursor is none of ours.
    """
    found = store.page(query, before=read_place(query.cursor), limit=query.limit + 1)
    items, more = found[: query.limit], len(found) > query.limit
    return DamagePage(items=tuple(items), next_cursor=str(items[-1].id) if more else None)
