"""Files out of the object store as answers: named, proven, streamed."""

import base64
from collections.abc import Awaitable, Callable
from contextlib import suppress

from starlette.responses import Response, StreamingResponse

from contracts.billing_docs import ArchivedFile
from contracts.errors import ArchiveDamaged, WireError
from gateway.api.file_headers import content_disposition, names_this_version
from gateway.call import Call
from gateway.clients.failures import AreaFailure, ServiceFault

_SEALED = "default-src 'none'; sandbox; frame-ancestors 'none'"
OnDamage = Callable[[Call, ArchivedFile], Awaitable[None]]


async def file_response(
    call: Call,
    file: ArchivedFile,
    media_type: str,
    headers: dict[str, str],
    *,
    on_damage: OnDamage | None = None,
) -> Response:
    """Return the file as a stream, checked before its first byte; 304 to who has it already.

    Documents whose bytes are not the right ones are reported; `on_damage` is for other files.
    """
    digest = base64.b64encode(bytes.fromhex(file.sha256)).decode()
    headers |= {
        "ETag": f'"{file.sha256}"',
        "Repr-Digest": f"sha-256=:{digest}:",  # RFC 9530
        # Shared computers and proxies must not keep somebody's invoice.
        "Cache-Control": "private, no-store",
    }
    if names_this_version(call.request.headers.get("if-none-match"), file.sha256):
        return Response(status_code=304, headers=headers)
    headers |= {"Content-Length": str(file.size_bytes), "Content-Type": media_type}
    if call.request.method == "HEAD":
        return Response(headers=headers)
    try:
        checked = await call.around.archive.open(file)
    except ArchiveDamaged:
        await (on_damage or _report_damage)(call, file)
        raise
    return StreamingResponse(checked.chunks(), headers=headers)


async def attached(
    call: Call, file: ArchivedFile, *, on_damage: OnDamage | None = None
) -> Response:
    """Return a file for keeping it, never for being run in the browser."""
    headers = {
        "Content-Disposition": content_disposition("attachment", file.file_name),
        "Content-Security-Policy": _SEALED,
    }
    return await file_response(call, file, file.media_type, headers, on_damage=on_damage)


async def _report_damage(call: Call, file: ArchivedFile) -> None:
    """Have the document looked at, so that the next reader is told at once; never fails for that.

    The metric and the log have it already, and the nightly scrub finds what cannot be told now.
    """
    with suppress(WireError, AreaFailure, ServiceFault):
        await call.around.billing_docs.prove_document(call.context, file.document_id)
