"""How long documents are kept and by what, for the vendor's administration."""

from uuid import UUID

import msgspec
from starlette.responses import Response

from contracts.damage import DamagePage, DamageQuery
from contracts.retention import (
    Custody,
    GiveReason,
    Hold,
    HoldPage,
    HoldQuery,
    PlaceHold,
    RestrictDocument,
    Restriction,
    RestrictionPage,
    RestrictionQuery,
)
from gateway.api.files import attached
from gateway.call import Call


class CustomerChoice(msgspec.Struct, frozen=True, kw_only=True):
    """Whose document it is."""

    organisation_id: UUID


async def get_custody(call: Call, document_id: UUID, query: CustomerChoice) -> Custody:
    """Return both clocks of a document, what else keeps it, and what may be done with it next."""
    return await call.around.billing_docs.get_custody(
        call.context, document_id, query.organisation_id
    )


async def place_hold(call: Call, body: PlaceHold) -> Hold:
    """Hold a document, or all of a customer's; the same case again gives the first hold."""
    return await call.around.billing_docs.place_hold(call.context, body)


async def release_hold(call: Call, hold_id: UUID, body: GiveReason) -> Hold:
    """Release one hold; what other cases hold stays held."""
    return await call.around.billing_docs.release_hold(call.context, hold_id, body)


async def list_holds(call: Call, query: HoldQuery) -> HoldPage:
    """Return holds, the latest first; those released too, where asked for."""
    return await call.around.billing_docs.list_holds(call.context, query)


async def restrict_document(call: Call, document_id: UUID, body: RestrictDocument) -> Restriction:
    """Keep a document out of lists, search, export, preview and download."""
    return await call.around.billing_docs.restrict_document(call.context, document_id, body)


async def lift_restriction(
    call: Call, document_id: UUID, query: CustomerChoice, body: GiveReason
) -> None:
    """Show a restricted document again."""
    await call.around.billing_docs.lift_restriction(
        call.context, document_id, query.organisation_id, body
    )


async def list_restrictions(call: Call, query: RestrictionQuery) -> RestrictionPage:
    """Return restrictions, the latest first; those lifted too, where asked for."""
    return await call.around.billing_docs.list_restrictions(call.context, query)


async def list_damages(call: Call, query: DamageQuery) -> DamagePage:
    """Return the documents whose bytes are damaged; until they are mended nobody gets them."""
    return await call.around.billing_docs.list_damages(call.context, query)


async def open_restricted(
    call: Call, document_id: UUID, query: CustomerChoice, body: GiveReason
) -> Response:
    """Return a restricted document's file; who looks and why is put on record."""
    file = await call.around.billing_docs.open_restricted(
        call.context, document_id, query.organisation_id, body
    )
    return await attached(call, file)
