"""Files that go with what is said about a request: sent in, and fetched."""

from collections.abc import AsyncIterator
from typing import Annotated
from uuid import UUID

import msgspec
from starlette.responses import Response

from contracts.attachments import (
    LARGEST_ATTACHMENT_BYTES,
    AttachedFile,
    BeginAttachment,
    FileFor,
    FinishAttachment,
    StoredAttachment,
)
from contracts.billing_docs import ArchivedFile
from gateway.api.decoding import refuse_announced
from gateway.api.files import attached
from gateway.call import Call


class AttachmentQuery(msgspec.Struct, frozen=True, kw_only=True):
    """What the file is called, and what it is for: a request that is there already, or a new one.

    `organisation_id` is named by the vendor's people only, for a request that they take down.
    """

    file_name: Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
    request_id: UUID | None = None
    organisation_id: UUID | None = None


async def receive_attachment(call: Call, query: AttachmentQuery) -> AttachedFile:
    """Take a file of up to 10 MiB, to be named by its id in a request or a comment within a day.

    What it is, is told by its content: pictures, PDF, office documents without macros, short films
    and plain text are taken. It is looked at for malware first.
    """
    refuse_announced(call.request, LARGEST_ATTACHMENT_BYTES)
    file_for = FileFor(request_id=query.request_id, organisation_id=query.organisation_id)
    return await store_attachment(call, query.file_name, file_for, call.request.stream())


async def store_attachment(
    call: Call, file_name: str, file_for: FileFor, chunks: AsyncIterator[bytes]
) -> AttachedFile:
    """Return the file once it is stored, as what it was found to be.

    Raises:
        UploadTooLarge, UploadEmpty: it cannot be a file that is taken.
        WireError: what tickets says of it.
        AreaUnavailable: the object store does not answer.
    """
    tickets = call.around.tickets
    place = await tickets.begin_attachment(
        call.context, BeginAttachment(file_name=file_name, file_for=file_for)
    )
    await call.around.streams.put(
        place.bucket,
        lambda _: place.object_key,
        chunks,
        largest_bytes=LARGEST_ATTACHMENT_BYTES,
    )
    return await tickets.finish_attachment(
        call.context, FinishAttachment(attachment_id=place.id, file_for=file_for)
    )


async def get_attachment(call: Call, request_id: UUID, attachment_id: UUID) -> Response:
    """Return a file that goes with what the caller may read, for keeping it."""
    stored = await call.around.tickets.open_attachment(call.context, request_id, attachment_id)
    return await stored_response(call, stored)


async def stored_response(call: Call, stored: StoredAttachment) -> Response:
    """Return a file of the attachments' bucket for keeping it, proven before its first byte."""
    file = ArchivedFile(
        document_id=stored.file.id,
        bucket=stored.bucket,
        object_key=stored.object_key,
        version_id="",
        sha256=stored.sha256,
        size_bytes=stored.file.size_bytes,
        media_type=stored.file.media_type,
        file_name=stored.file.file_name,
    )
    return await attached(call, file, on_damage=_tell_nobody)


async def _tell_nobody(_call: Call, _file: ArchivedFile) -> None:
    """Do nothing more: the metric and the log have it, and there is no second copy to look for."""
