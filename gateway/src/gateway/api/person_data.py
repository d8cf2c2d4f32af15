"""Everything that is kept about a person as one archive (GDPR 15, 20), and erasing it (17)."""

import zipfile
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from itertools import chain
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from uuid import UUID

import msgspec
from anyio import to_thread
from msgspec import structs
from starlette.responses import Response, StreamingResponse

from contracts.billing_docs import ArchivedFile
from contracts.conversations import Entry
from contracts.errors import ArchiveDamaged, NotFound
from contracts.person_data import PersonData, PersonDataQuery, PersonErasure, PersonFileQuery
from gateway.api.file_headers import content_disposition
from gateway.call import Call

ZIP = "application/zip"
_IN_MEMORY_BYTES = 2 * 1024 * 1024
_CHUNK_BYTES = 256 * 1024
# Beyond it files are named and not packed: each can still be fetched from its request.
_MOST_FILE_BYTES = 1024 * 1024 * 1024
_A_PART = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class _NamedFile:
    """A file by the name it gets in the archive."""

    name: str
    size_bytes: int
    query: PersonFileQuery


@dataclass(frozen=True, kw_only=True, slots=True)
class _Person:
    """Whose data, and what they are; `person_id` is None for the caller's own."""

    person_id: UUID | None
    parts: list[PersonData]
    account: dict[str, Any]

    def files(self) -> Iterator[_NamedFile]:
        """Yield every file by its request, of own ones and of others' in which he said something.

        Numbers keep equal names apart; what files are called was made safe when they came in.
        """
        numbers: Counter[int] = Counter()
        for number, entry in self._entries():
            for file in entry.attachments:
                numbers[number] += 1
                yield _NamedFile(
                    name=f"files/{number}/{numbers[number]}-{file.file_name}",
                    size_bytes=file.size_bytes,
                    query=PersonFileQuery(file_id=file.id),
                )
        for mail in chain.from_iterable(part.mails for part in self.parts):
            yield _NamedFile(
                name=f"mails/{mail.id}.eml",
                size_bytes=mail.size_bytes,
                query=PersonFileQuery(file_id=mail.id, kind="mail"),
            )

    def _entries(self) -> Iterator[tuple[int, Entry]]:
        for part in self.parts:
            for asked in part.requests:
                yield from ((asked.request.number, entry) for entry in asked.course)
            yield from ((said.request_number, said.entry) for said in part.said_elsewhere)


async def get_own_data(call: Call) -> Response:
    """Return everything that is kept about the caller's requests, and his account, as one archive.

    `data.json` holds the words, `files/` the files that go with them and `mails/` his mails as they
    came; what was left out is named in it.
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
    """Have nothing in requests and messages lead to a person any more.

    For the vendor's administrators. His closed requests that nobody else needs are erased; in the
    others he is made anonymous. What was sent to him is blanked, and what still waits is not sent.
    """
    await call.around.identity.order_message_erasure(call.context, person_id)
    return await call.around.tickets.order_person_erasure(call.context, person_id)


async def get_person_erasure(call: Call, person_id: UUID) -> PersonErasure:
    """Return how far the erasure of a person has come, and what is left; for the same people."""
    return await call.around.tickets.get_person_erasure(call.context, person_id)


async def _packed(call: Call, person_id: UUID | None, account: dict[str, Any]) -> Response:
    parts = [part async for part in _parts(call, person_id)]
    spool: IO[bytes] = SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES)  # noqa: SIM115  (handed on)
    try:
        await _pack(call, _Person(person_id=person_id, parts=parts, account=account), spool)
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


async def _pack(call: Call, person: _Person, spool: IO[bytes]) -> None:
    left_out: list[str] = []
    packed_bytes = 0
    with zipfile.ZipFile(spool, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in person.files():
            packed_bytes += file.size_bytes
            query = structs.replace(file.query, person_id=person.person_id)
            if packed_bytes > _MOST_FILE_BYTES or not await _add(call, archive, file.name, query):
                left_out.append(file.name)
        data = {**person.account, **_joined(person.parts), "files_left_out": left_out}
        archive.writestr("data.json", msgspec.json.format(msgspec.json.encode(data), indent=2))


async def _add(call: Call, archive: zipfile.ZipFile, name: str, query: PersonFileQuery) -> bool:
    """Put a file into the archive; return whether it could be had."""
    try:
        stored = await call.around.tickets.open_person_file(call.context, query)
        checked = await call.around.archive.open(
            ArchivedFile(
                document_id=query.file_id,
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


def _joined(parts: list[PersonData]) -> dict[str, list[Any]]:
    return {
        name: [each for part in parts for each in getattr(part, name)]
        for name in (
            "known_as",
            "in_departments",
            "shared_with_him",
            "read_by_him",
            "mails",
            "requests",
            "said_elsewhere",
        )
    }


async def _chunks(spool: IO[bytes]) -> AsyncIterator[bytes]:
    with spool:
        spool.seek(0)
        while chunk := await to_thread.run_sync(spool.read, _CHUNK_BYTES):
            yield chunk
