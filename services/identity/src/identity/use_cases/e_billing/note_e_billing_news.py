"""Learn whether a customer's e-billing address is reached."""

from collections.abc import Callable
from uuid import UUID

from chassis.errors import Refused
from identity.domain.e_billing import EBillingHealth
from identity.store.records import Records


def note_e_billing_news(
    organisation_id: UUID, news: Callable[[EBillingHealth], EBillingHealth], records: Records
) -> None:
    """Store what follows from the news; safe to repeat, in any order.

    Raises:
        Refused: there is no such organisation.
    """
    if records.organisations.lock(organisation_id) is None:
        raise Refused("unknown_organisation", "organisation_id: there is no such organisation")
    before = records.e_billing.health_of(organisation_id)
    after = news(before)
    if after != before:
        records.e_billing.store(organisation_id, after)
