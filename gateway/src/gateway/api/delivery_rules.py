"""Standing delivery: who gets each new document by mail, and what reached nobody."""

from typing import Annotated
from uuid import UUID

import msgspec

from contracts.delivery_rules import (
    MOST_RECIPIENTS,
    AddRecipient,
    DeliveryFailurePage,
    FailureQuery,
    FailureSettlement,
    NewRecipient,
    RecipientLink,
    RemoveRecipient,
    Rules,
    SetRules,
    SettleFailure,
)
from gateway.api.bodies import OrganisationChoice
from gateway.call import Call


class WantedRules(msgspec.Struct, frozen=True, kw_only=True):
    """Every recipient there is to be, in the order in which fallbacks come in."""

    recipients: Annotated[tuple[NewRecipient, ...], msgspec.Meta(max_length=MOST_RECIPIENTS)]


class Settlement(msgspec.Struct, frozen=True, kw_only=True):
    """How a document that reached nobody is taken care of."""

    how: FailureSettlement


async def list_delivery_rules(call: Call, query: OrganisationChoice) -> Rules:
    """Return who gets each new document by mail."""
    return await call.around.billing_docs.list_delivery_rules(call.context, query.organisation_id)


async def set_delivery_rules(call: Call, query: OrganisationChoice, body: WantedRules) -> Rules:
    """Make these the rules and no others; new recipients get nothing until they have confirmed."""
    return await call.around.billing_docs.set_delivery_rules(
        call.context,
        SetRules(organisation_id=query.organisation_id, recipients=body.recipients),
    )


async def add_delivery_recipient(
    call: Call, query: OrganisationChoice, body: NewRecipient
) -> Rules:
    """Add one recipient, or change one; who has not confirmed yet is mailed a new link."""
    return await call.around.billing_docs.add_delivery_recipient(
        call.context, AddRecipient(organisation_id=query.organisation_id, recipient=body)
    )


async def remove_delivery_recipient(
    call: Call, recipient_id: UUID, query: OrganisationChoice
) -> Rules:
    """Send one recipient nothing more."""
    return await call.around.billing_docs.remove_delivery_recipient(
        call.context,
        RemoveRecipient(organisation_id=query.organisation_id, recipient_id=recipient_id),
    )


async def preview_recipient_link(call: Call, token: str) -> RecipientLink:
    """Return what a mailed link would confirm; looking uses nothing up."""
    return await call.around.billing_docs.preview_recipient_link(call.context, token)


async def confirm_recipient(call: Call, token: str) -> None:
    """Let documents go to the address from the next one on."""
    await call.around.billing_docs.confirm_recipient(call.context, token)


async def preview_unsubscription(call: Call, token: str) -> RecipientLink:
    """Return which address a mailed link would end."""
    return await call.around.billing_docs.preview_unsubscription(call.context, token)


async def unsubscribe_recipient(call: Call, token: str) -> None:
    """Send the address nothing more; doing it again changes nothing."""
    await call.around.billing_docs.unsubscribe_recipient(call.context, token)


async def list_delivery_failures(call: Call, query: FailureQuery) -> DeliveryFailurePage:
    """Return documents that reached nobody by mail: to the vendor's people of every customer."""
    return await call.around.billing_docs.list_delivery_failures(call.context, query)


async def settle_delivery_failure(call: Call, document_id: UUID, body: Settlement) -> None:
    """Say that such a document is taken care of, or have it printed at once."""
    await call.around.billing_docs.settle_delivery_failure(
        call.context, SettleFailure(document_id=document_id, how=body.how)
    )
