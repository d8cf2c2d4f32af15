"""Tell the other services how much space documents use."""

from datetime import datetime

from billing_docs.store.storage_use import StorageUseStore
from chassis.outbox import Outbox
from contracts.events import STORAGE_USED_CHANGED

AT_ONCE = 500


def tell_storage_used(store: StorageUseStore, outbox: Outbox, now: datetime) -> int:
    """Return of how many organisations it was told (MB-20).

    A run of ten thousand documents is told a few times and not ten thousand times. Safe in several
    processes at once: each change is told by one of them.
    """
    changes = store.take_untold(now, limit=AT_ONCE)
    for changed in changes:
        outbox.announce(STORAGE_USED_CHANGED, changed)
    return len(changes)
