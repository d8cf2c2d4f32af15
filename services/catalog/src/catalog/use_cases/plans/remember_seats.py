"""Remember how many people an organisation has."""

from catalog.domain.plans import state_on
from catalog.store.records import Records
from catalog.use_cases.plans.describe_subscription import used_of
from catalog.use_cases.plans.warn_of_limits import warn_of_limits
from contracts.seats import SeatsChanged


def remember_seats(changed: SeatsChanged, records: Records) -> None:
    """Take over what identity counts (MB-21), and warn when few seats are left.

    Safe to repeat; an older version than the known one changes nothing.
    """
    if not records.seats.remember(changed):
        return
    stored = records.subscriptions.find(changed.organisation_id)
    if stored is not None and state_on(stored.ends_on, records.today) != "ended":
        warn_of_limits(stored, "users", used_of(stored, records)["users"], records)
