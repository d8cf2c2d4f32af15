"""Remember how much space an organisation's documents use."""

from catalog.domain.plans import state_on
from catalog.store.records import Records
from catalog.use_cases.plans.warn_of_limits import warn_of_limits
from contracts.events import StorageUsedChanged


def remember_storage_used(changed: StorageUsedChanged, records: Records) -> None:
    """Take over what billing-docs tells (MB-20), and warn when little is left of the plan's limit.

    Documents are never refused for it: what was issued is archived. Safe to repeat; an older
    version than the known one changes nothing.
    """
    if not records.storage.remember(changed):
        return
    stored = records.subscriptions.find(changed.organisation_id)
    if stored is not None and state_on(stored.ends_on, records.today) != "ended":
        warn_of_limits(stored, "storage_bytes", changed.used_bytes, records)
