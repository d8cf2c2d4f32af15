"""How documents come: digitally or by post."""

from datetime import date
from typing import Annotated

import msgspec

from contracts.delivery import DeliveryMode, DeliveryModeHistory, Mode, SetDeliveryMode
from gateway.api.bodies import OrganisationChoice
from gateway.call import Call


class NewDeliveryMode(msgspec.Struct, frozen=True, kw_only=True):
    """How the next documents are to come; post may end on a day, or with the contract."""

    mode: Mode
    until: date | None = None
    until_contract_end: bool = False
    postal_address: Annotated[str, msgspec.Meta(max_length=400)] | None = None


async def get_delivery_mode(call: Call, query: OrganisationChoice) -> DeliveryMode:
    """Return how the next document comes."""
    return await call.around.billing_docs.get_delivery_mode(call.context, query.organisation_id)


async def set_delivery_mode(
    call: Call, query: OrganisationChoice, body: NewDeliveryMode
) -> DeliveryMode:
    """Choose how documents come from the next one on; those that are here stay as they are."""
    return await call.around.billing_docs.set_delivery_mode(
        call.context,
        SetDeliveryMode(
            organisation_id=query.organisation_id,
            mode=body.mode,
            until=body.until,
            until_contract_end=body.until_contract_end,
            postal_address=body.postal_address,
        ),
    )


async def list_delivery_modes(call: Call, query: OrganisationChoice) -> DeliveryModeHistory:
    """Return every choice that was made, newest first."""
    return await call.around.billing_docs.list_delivery_modes(call.context, query.organisation_id)
