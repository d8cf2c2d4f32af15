"""Remember how much space an organisation's documents use."""

from catalog.store.records import Records
from contracts.events import StorageUsedChanged


def remember_storage_used(changed: StorageUsedChanged, records: Records) -> None:
    """Take over what billing-docs tells (MB-20).

    Safe to repeat; an older version than the known one changes nothing.
    """
    records.storage.remember(changed)
