"""Everything that is kept about a person as one archive (GDPR 15, 20), and erasing it (17)."""

import zipfile
from collections.abc import AsyncIterator, Iterator
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from uuid import UUID

import msgspec
from anyio import to_thread
from starlette.responses import Response, StreamingResponse

from contracts.attachments import AttachedFile
from contracts.billing_docs import ArchivedFile
from contracts.errors import ArchiveDamaged, NotFound
from contracts.person_data import PersonData, PersonDataQuery, PersonErasure
from gateway.api.file_headers import content_disposition
from gateway.call import Call

ZIP = "application/zip"
_IN_MEMORY_BYTES = 2 * 1024 * 1024
_CHUNK_BYTES = 256 * 1024
# Beyond it files are named and not packed: each can still be fetched from its request.
_MOST_FILE_BYTES = 1024 * 1024 * 1024
_A_PART = 20


async def get_own_data(call: Call) -> Response:
    """Return everything that is kept about the caller's requests, and his account, as one archive.

    `data.json` holds the words and `files/` the files; what was left out is named in it.
    """
    account: dict[str, Any] = {
        "profile": await call.around.identity.get_profile(call.context),
        "organisations": await call.around.identity.list_own_organisations(call.context),
    }
    return await _packed(call, None, account)


async def get_person_data(call: Call, person_id: UUID) -> Response:
    """Return the same of another person's requests; for the vendor's administrators."""
    return await _packed(call, person_id, {})


async def erase_person(call: Call, person_id: UUID) -> PersonErasure:
    """Have nothing in requests lead to a person any more; for the vendor's administrators.

    His closed requests that nobody else needs are erased; in the others he is made anonymous.
    """
    return await call.around.tickets.order_person_erasure(call.context, person_id)


async def get_person_erasure(call: Call, person_id: UUID) -> PersonErasure:
    """Return how far the erasure of a person has come, and what is left; for the same people."""
    return await call.around.tickets.get_person_erasure(call.context, person_id)


async def _packed(call: Call, person_id: UUID | None, account: dict[str, Any]) -> Response:
    parts = [part async for part in _parts(call, person_id)]
    spool: IO[bytes] = SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES)  # noqa: SIM115  (handed on)
    try:
        await _pack(call, parts, account, spool)
    except BaseException:
        spool.close()
        raise
    size_bytes = spool.tell()
    return StreamingResponse(
        _chunks(spool),
        headers={
            "Content-Type": ZIP,
            "Content-Length": str(size_bytes),
            "Content-Disposition": content_disposition("attachment", "kontor-daten.zip"),
            "Cache-Control": "private, no-store",
        },
    )


async def _parts(call: Call, person_id: UUID | None) -> AsyncIterator[PersonData]:
    cursor: str | None = None
    while True:
        part = await call.around.tickets.export_person_data(
            call.context, PersonDataQuery(person_id=person_id, cursor=cursor, limit=_A_PART)
        )
        yield part
        cursor = part.next_cursor
        if cursor is None:
            return


async def _pack(
    call: Call, parts: list[PersonData], account: dict[str, Any], spool: IO[bytes]
) -> None:
    left_out: list[str] = []
    packed_bytes = 0
    with zipfile.ZipFile(spool, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, request_id, file in _files_in(parts):
            packed_bytes += file.size_bytes
            if packed_bytes > _MOST_FILE_BYTES or not await _add(
                call, archive, name, request_id, file
            ):
                left_out.append(name)
        data = {**account, **_joined(parts), "files_left_out": left_out}
        archive.writestr("data.json", msgspec.json.format(msgspec.json.encode(data), indent=2))


async def _add(
    call: Call, archive: zipfile.ZipFile, name: str, request_id: UUID, file: AttachedFile
) -> bool:
    """Put a file into the archive; return whether it could be had, as the caller sees it now."""
    try:
        stored = await call.around.tickets.open_attachment(call.context, request_id, file.id)
        checked = await call.around.archive.open(
            ArchivedFile(
                document_id=file.id,
                bucket=stored.bucket,
                object_key=stored.object_key,
                version_id="",
                sha256=stored.sha256,
                size_bytes=stored.file.size_bytes,
                media_type=stored.file.media_type,
                file_name=stored.file.file_name,
            )
        )
    except (NotFound, ArchiveDamaged):
        return False
    with archive.open(name, "w") as member:
        async for chunk in checked.chunks():
            await to_thread.run_sync(member.write, chunk)
    return True


def _files_in(parts: list[PersonData]) -> Iterator[tuple[str, UUID, AttachedFile]]:
    """Yield the files by the names they get; numbers keep equal names apart."""
    for part in parts:
        for asked in part.requests:
            files = [file for entry in asked.course for file in entry.attachments]
            for place, file in enumerate(files, start=1):
                # What they are called was made safe when they came in.
                name = f"files/{asked.request.number}/{place}-{file.file_name}"
                yield name, asked.request.id, file


def _joined(parts: list[PersonData]) -> dict[str, list[Any]]:
    return {
        name: [each for part in parts for each in getattr(part, name)]
        for name in (
            "known_as",
            "in_departments",
            "shared_with_him",
            "read_by_him",
            "requests",
            "said_elsewhere",
        )
    }


async def _chunks(spool: IO[bytes]) -> AsyncIterator[bytes]:
    with spool:
        spool.seek(0)
        while chunk := await to_thread.run_sync(spool.read, _CHUNK_BYTES):
            yield chunk
