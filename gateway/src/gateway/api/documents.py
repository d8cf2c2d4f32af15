"""Documents: the list, one of them, its bytes; and what became of a publisher's events."""

from uuid import UUID

from starlette.responses import Response

from contracts.billing_docs import (
    Document,
    DocumentPage,
    DocumentQuery,
    PublicationQuery,
    Publications,
    WithoutNoticeQuery,
)
from contracts.errors import NotPermitted
from gateway.api.bodies import OrganisationChoice
from gateway.api.decoding import refuse_announced
from gateway.api.file_headers import content_disposition, shown_media_type
from gateway.api.files import attached, file_response
from gateway.call import Call
from gateway.clients.uploads import LARGEST_UPLOAD_BYTES, Upload

PUBLISH_SCOPE = "documents.publish"


async def list_documents(call: Call, query: DocumentQuery) -> DocumentPage:
    """Return documents, newest first unless asked otherwise."""
    return await call.around.billing_docs.list_documents(call.context, query)


async def list_documents_without_notice(call: Call, query: WithoutNoticeQuery) -> DocumentPage:
    """Return documents that nobody was told of, for the vendor's administration."""
    return await call.around.billing_docs.list_without_notice(call.context, query)


async def get_document(call: Call, document_id: UUID, query: OrganisationChoice) -> Document:
    """Return one document."""
    return await call.around.billing_docs.get_document(
        call.context, document_id, query.organisation_id
    )


async def get_preview(call: Call, document_id: UUID, query: OrganisationChoice) -> Response:
    """Return the file for looking at it in the browser; does not count as a download."""
    file = await call.around.billing_docs.open_preview(
        call.context, document_id, query.organisation_id, only_headers=_wants_headers(call)
    )
    headers = {
        "Content-Disposition": content_disposition("inline", file.file_name),
        # No sandbox here: browsers refuse to show a PDF in one. Nothing in it may load anything.
        "Content-Security-Policy": (
            "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; "
            "frame-ancestors 'self'"
        ),
    }
    return await file_response(call, file, shown_media_type(file.media_type), headers)


async def get_content(call: Call, document_id: UUID, query: OrganisationChoice) -> Response:
    """Return the file as it was archived, byte for byte, for keeping it."""
    file = await call.around.billing_docs.open_download(
        call.context, document_id, query.organisation_id, only_headers=_wants_headers(call)
    )
    return await attached(call, file)


async def delete_document(call: Call, document_id: UUID, query: OrganisationChoice) -> None:
    """Delete one document, once nothing protects it any more."""
    await call.around.billing_docs.delete_document(call.context, document_id, query.organisation_id)


async def find_publications(call: Call, body: PublicationQuery) -> Publications:
    """Say what became of each of these events of one source."""
    return await call.around.billing_docs.find_publications(call.context, body)


async def receive_upload(call: Call) -> Upload:
    """Store a file of up to 25 MiB, to be named by `reference` in an event; needs an API key."""
    principal = call.identified.principal
    if principal.kind != "system" or PUBLISH_SCOPE not in principal.scopes:
        raise NotPermitted(PUBLISH_SCOPE)
    refuse_announced(call.request, LARGEST_UPLOAD_BYTES)
    return await call.around.uploads.receive(principal.subject, call.request.stream())


def _wants_headers(call: Call) -> bool:
    # Who asks for the headers alone has not looked at the document.
    return call.request.method == "HEAD"
