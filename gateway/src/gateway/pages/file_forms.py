"""Forms that carry files: the fields are held, the files lie on disk, and all of it is bounded."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from contracts.attachments import LARGEST_TOGETHER_BYTES, MOST_ATTACHMENTS
from gateway.api.decoding import media_type_of, refuse_announced
from gateway.clients.stored_streams import UploadTooLarge
from gateway.pages.forms import read_form
from gateway.problems import RequestFault

_MEDIA_TYPE = "multipart/form-data"
_MOST_FIELDS = 60
_LARGEST_FIELD_BYTES = 128 * 1024
# The fields, and what stands between the parts.
_LARGEST_FORM_BYTES = LARGEST_TOGETHER_BYTES + 512 * 1024
_CHUNK_BYTES = 256 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class FileForm:
    """What a form was filled in with; the files are gone once it is closed."""

    fields: dict[str, str]
    """Of a repeated one the last."""
    kept: tuple[str, ...]
    """Every value of the field `attachment`: files that were sent in before."""
    files: tuple[UploadFile, ...]


@asynccontextmanager
async def read_file_form(request: Request) -> AsyncIterator[FileForm]:
    """Yield the form; one without files may come without the wrapping that files need.

    Raises:
        RequestFault: it is no form, holds a NUL, or has too many fields or files.
        UploadTooLarge: it is larger than any form may be.
    """
    if media_type_of(request) != _MEDIA_TYPE:
        yield FileForm(fields=await read_form(request), kept=(), files=())
        return
    refuse_announced(request, _LARGEST_FORM_BYTES)
    parser = MultiPartParser(
        request.headers,
        _bounded(request),
        # One empty part stands for no file.
        max_files=MOST_ATTACHMENTS + 1,
        max_fields=_MOST_FIELDS,
        max_part_size=_LARGEST_FIELD_BYTES,
    )
    try:
        form = await parser.parse()
    except MultiPartException as error:
        raise RequestFault("form_required") from error
    try:
        yield _filled_in(form)
    finally:
        await form.close()


async def file_chunks(file: UploadFile) -> AsyncIterator[bytes]:
    """Yield the bytes of a file that was sent with a form."""
    await file.seek(0)
    while chunk := await file.read(_CHUNK_BYTES):
        yield chunk


async def _bounded(request: Request) -> AsyncGenerator[bytes, None]:
    size_bytes = 0
    async for chunk in request.stream():
        size_bytes += len(chunk)
        if size_bytes > _LARGEST_FORM_BYTES:
            raise UploadTooLarge
        yield chunk


def _filled_in(form: FormData) -> FileForm:
    parts = form.multi_items()
    fields = {name: value for name, value in parts if isinstance(value, str)}
    if any("\0" in value for value in fields.values()):
        raise RequestFault("form_required")
    return FileForm(
        # Browsers end lines in such forms as in mails.
        fields={name: value.replace("\r\n", "\n") for name, value in fields.items()},
        kept=tuple(str(value) for name, value in parts if name == "attachment"),
        files=tuple(
            value for _, value in parts if isinstance(value, UploadFile) and value.filename
        ),
    )
