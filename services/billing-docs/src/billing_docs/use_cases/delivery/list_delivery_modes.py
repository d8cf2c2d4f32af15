"""List how a customer wanted his documents over time."""

from uuid import UUID

import msgspec

from billing_docs.store.delivery_modes import DeliveryModeStore
from contracts.delivery import DeliveryModeChange, DeliveryModeHistory

LONGEST_HISTORY = 100


def list_delivery_modes(organisation_id: UUID, modes: DeliveryModeStore) -> DeliveryModeHistory:
    """Return the last hundred choices, newest first (SE-59)."""
    return DeliveryModeHistory(
        items=tuple(
            msgspec.convert(chosen, DeliveryModeChange, from_attributes=True)
            for chosen in modes.history(organisation_id, limit=LONGEST_HISTORY)
        )
    )
