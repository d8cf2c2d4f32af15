"""Count what another system reports as used."""

from catalog.domain.contracts import AWAITED_CUSTOMER
from catalog.domain.plans import counted_from, state_on
from catalog.store.records import Records
from catalog.use_cases.plans.describe_subscription import used_of
from catalog.use_cases.plans.warn_of_limits import warn_of_limits
from chassis.entrypoints import Incoming
from chassis.errors import Refused
from contracts.plan_usage import PlanUsageReported


def receive_usage(event: Incoming[PlanUsageReported], records: Records) -> None:
    """Count the thing as in use, or no more, whatever the plan allows: it happened.

    Safe to repeat: each thing counts once. Without a plan nothing is limited, and nothing counted.

    Raises:
        Refused: it contradicts what is known, its customer is not known (yet), or its publisher
            does not speak for that customer.
    """
    reported = event.data
    number = reported.customer_number
    event.require_speaks_for(number)
    if not (reported.item.strip() and reported.item.isprintable()):
        raise Refused("invalid_data", "data.item: blank, or with control characters")
    organisation_id = records.organisations.lock_customer(number)
    if organisation_id is None:
        raise Refused(
            "unknown_customer",
            "data.customer_number: no customer has this number (yet); the event is taken up by "
            "itself when one appears",
            waits_for=f"{AWAITED_CUSTOMER}{number}",
        )
    is_new = records.inbox.claim_new(event.source, event.id, event.body_sha256)
    stored = records.subscriptions.find(organisation_id, lock=True)
    if not is_new or stored is None or state_on(stored.ends_on, records.today) == "ended":
        return
    limit, since = reported.limit, counted_from(reported.limit, stored.period(records.today))
    if reported.in_use:
        if records.plan_uses.take(organisation_id, limit, reported.item, since):
            warn_of_limits(stored, limit, used_of(stored, records).get(limit, 0), records)
    else:
        records.plan_uses.give_back(organisation_id, limit, reported.item, since)
