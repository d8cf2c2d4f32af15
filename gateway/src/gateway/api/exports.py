"""Exports: documents packed in the background, for keeping them elsewhere."""

from uuid import UUID

from starlette.responses import Response

from contracts.errors import NotFound
from contracts.exports import Export, ExportKey, Exports, RequestExport
from gateway.api.bodies import OrganisationChoice
from gateway.api.files import attached
from gateway.call import Call


async def request_export(call: Call, body: RequestExport) -> Export:
    """Ask for an export by dates, types or a choice of documents; one at a time for each person."""
    return await call.around.billing_docs.request_export(call.context, body)


async def list_exports(call: Call, query: OrganisationChoice) -> Exports:
    """Return the caller's own exports, the newest first."""
    return await call.around.billing_docs.list_exports(call.context, query.organisation_id)


async def get_export(call: Call, export_id: UUID, query: OrganisationChoice) -> Export:
    """Return one of the caller's own exports, and how far it is."""
    return await call.around.billing_docs.get_export(call.context, export_id, query.organisation_id)


async def cancel_export(call: Call, export_id: UUID, query: OrganisationChoice) -> Export:
    """End one of the caller's own exports; its files are deleted."""
    return await call.around.billing_docs.cancel_export(
        call.context, export_id, query.organisation_id
    )


async def get_export_part(
    call: Call, export_id: UUID, number: str, query: OrganisationChoice
) -> Response:
    """Return one ZIP of the caller's own export: originals, index, signed checksums, a checker."""
    if not (number.isascii() and number.isdecimal() and len(number) <= 6):  # noqa: PLR2004  (far above any export)
        raise NotFound
    file = await call.around.billing_docs.open_export_part(
        call.context, export_id, int(number), query.organisation_id
    )
    return await attached(call, file)


async def get_export_key(call: Call) -> ExportKey:
    """Return the public key (JWK) that the signatures on exports fit, and its fingerprint."""
    return await call.around.billing_docs.get_export_key(call.context)
