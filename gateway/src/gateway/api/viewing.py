"""Looking at documents: their pages, their parts, the invoice in them."""

from typing import get_args
from uuid import UUID

from starlette.responses import Response

from contracts.e_invoice import EInvoice
from contracts.errors import NotFound
from contracts.examination import DocumentExamination, PartName
from gateway.api.bodies import OrganisationChoice
from gateway.api.file_headers import content_disposition, shown_media_type
from gateway.api.files import attached, file_response
from gateway.call import Call

_MOST_DIGITS = 4


async def get_part(call: Call, document_id: UUID, part: str, query: OrganisationChoice) -> Response:
    """Return one part, byte for byte: `original`, or `xml`, the invoice inside a hybrid PDF."""
    if part not in get_args(PartName):
        raise NotFound("part")
    file = await call.around.billing_docs.open_part(
        call.context, document_id, part, query.organisation_id
    )
    return await attached(call, file)


async def get_page(
    call: Call, document_id: UUID, number: str, query: OrganisationChoice
) -> Response:
    """Return a page of a PDF as a picture, from 1; does not count as a download."""
    if not number.isascii() or not number.isdecimal() or len(number) > _MOST_DIGITS:
        raise NotFound("page")
    file = await call.around.billing_docs.open_page(
        call.context, document_id, int(number), query.organisation_id
    )
    headers = {
        "Content-Disposition": content_disposition("inline", file.file_name),
        "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'self'",
    }
    return await file_response(call, file, shown_media_type(file.media_type), headers)


async def get_e_invoice(call: Call, document_id: UUID, query: OrganisationChoice) -> EInvoice:
    """Return every field of an e-invoice, alike for UBL and CII; no download either."""
    return await call.around.billing_docs.get_e_invoice(
        call.context, document_id, query.organisation_id
    )


async def get_examination(
    call: Call, document_id: UUID, query: OrganisationChoice
) -> DocumentExamination:
    """Return what reading a document brought to light: pages, parts, broken rules, differences."""
    return await call.around.billing_docs.get_examination(
        call.context, document_id, query.organisation_id
    )
