"""Documents sent by mail: the setup, a sending by hand, and what became of each mail."""

from typing import Annotated
from uuid import UUID

import msgspec

from contracts.sending import (
    BillingAccess,
    DocumentDeliveries,
    DocumentDelivery,
    SendDocument,
)
from gateway.api.bodies import OrganisationChoice
from gateway.call import Call


class Sending(msgspec.Struct, frozen=True, kw_only=True):
    """Where a document is to go, and a few words with it."""

    email: Annotated[str, msgspec.Meta(min_length=3, max_length=254)]
    note: Annotated[str, msgspec.Meta(max_length=1000)] = ""


async def get_billing_access(call: Call) -> BillingAccess:
    """Return whether the caller may send documents."""
    return await call.around.billing_docs.get_billing_access(call.context)


async def set_up_billing_access(call: Call) -> BillingAccess:
    """Let the caller send documents; `is_new` says whether this was the first time."""
    return await call.around.billing_docs.set_up_billing_access(call.context)


async def send_document(
    call: Call,
    document_id: UUID,
    query: OrganisationChoice,
    body: Sending,
    idempotency_key: str,
) -> DocumentDelivery:
    """Send a document, byte for byte, to one address; the same key sends it once."""
    return await call.around.billing_docs.send_document(
        call.context,
        SendDocument(
            document_id=document_id,
            organisation_id=query.organisation_id,
            email=body.email,
            note=body.note,
            idempotency_key=idempotency_key,
        ),
    )


async def list_deliveries(
    call: Call, document_id: UUID, query: OrganisationChoice
) -> DocumentDeliveries:
    """Return the mails about a document, newest first: to administrators all, else one's own."""
    return await call.around.billing_docs.list_deliveries(
        call.context, document_id, query.organisation_id
    )
