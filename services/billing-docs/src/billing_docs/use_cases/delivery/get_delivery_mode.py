"""Say how a customer's next document comes."""

from datetime import date
from uuid import UUID

from billing_docs.domain.delivery_mode import ChosenMode
from billing_docs.store.delivery_modes import DeliveryModeStore
from contracts.delivery import DeliveryMode


def get_delivery_mode(
    organisation_id: UUID, *, today: date, modes: DeliveryModeStore
) -> DeliveryMode:
    """Return what holds today; digital while nobody has chosen."""
    return describe_mode(
        organisation_id,
        modes.chosen(organisation_id),
        modes.contract_ends_on(organisation_id),
        today=today,
    )


def describe_mode(
    organisation_id: UUID,
    chosen: ChosenMode | None,
    contract_ends_on: date | None,
    *,
    today: date,
) -> DeliveryMode:
    """Return a choice in the words of the contract; post that has ended is digital."""
    if chosen is None or not chosen.is_postal_on(today, contract_ends_on):
        return DeliveryMode(
            organisation_id=organisation_id,
            mode="digital",
            ends_on=None,
            until_contract_end=False,
            postal_address=None,
            chosen_at=None if chosen is None else chosen.chosen_at,
        )
    return DeliveryMode(
        organisation_id=organisation_id,
        mode="postal",
        ends_on=chosen.ends_on(contract_ends_on),
        until_contract_end=chosen.until_contract_end,
        postal_address=chosen.postal_address,
        chosen_at=chosen.chosen_at,
    )
