"""Reads as much of a stranger's file as it takes to say what it is; opens and unpacks nothing."""

import codecs
import unicodedata
import zipfile
from collections.abc import Iterator
from typing import IO

from tickets.adapters.attachment_store import HeldFile
from tickets.domain.file_types import (
    HEAD_BYTES,
    TEXT,
    FileType,
    RefusedType,
    is_package,
    type_by_signature,
    type_of_package,
)

_CHUNK_BYTES = 64 * 1024
# Its list of members is all that is read of a package. The end of it is found in its last bytes.
_END = b"PK\x05\x06"
_END_OF_64 = b"PK\x06\x07"
_LONGEST_END = 22 + 65535
_LARGEST_LIST_BYTES = 512 * 1024
_TEXT_CONTROLS = frozenset("\t\n\r\f\x1b")
_MARKS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def look_at(held: HeldFile) -> FileType:
    """Return what the file really is.

    Raises:
        RefusedType: nothing that is taken.
    """
    file = held.file
    file.seek(0)
    head = file.read(HEAD_BYTES)
    known = type_by_signature(head)
    if known is not None:
        return known
    if is_package(head):
        return type_of_package(head, _members(file, held.size_bytes))
    if _is_text(held, head):
        return TEXT
    raise RefusedType("type_not_taken")


def _members(file: IO[bytes], size_bytes: int) -> list[str]:
    """Return the names of a package's members.

    Raises:
        RefusedType: the package is damaged, or its list is larger than any honest one.
    """
    file.seek(max(0, size_bytes - _LONGEST_END))
    tail = file.read()
    # As the reader below finds it: at the very end, or else the last one before a comment.
    at = len(tail) - 22 if tail[-22:].startswith(_END) else tail.rfind(_END)
    # The large form is for packages of gigabytes; smaller ones in it want to deceive.
    if at < 0 or _END_OF_64 in tail:
        raise RefusedType("type_not_taken")
    if int.from_bytes(tail[at + 12 : at + 16], "little") > _LARGEST_LIST_BYTES:
        raise RefusedType("type_not_taken")
    try:
        with zipfile.ZipFile(file) as package:
            return package.namelist()
    except (zipfile.BadZipFile, UnicodeDecodeError, ValueError, NotImplementedError) as error:
        raise RefusedType("type_not_taken") from error


def _is_text(held: HeldFile, head: bytes) -> bool:
    encodings = [_MARKS.get(head[:2], "utf-8")]
    if encodings == ["utf-8"]:
        encodings.append("cp1252")  # logs of older Windows programs
    return any(_reads_as(encoding, held) for encoding in encodings)


def _reads_as(encoding: str, held: HeldFile) -> bool:
    try:
        return all(
            letter in _TEXT_CONTROLS or unicodedata.category(letter) != "Cc"
            for piece in _decoded(encoding, held)
            for letter in set(piece)
        )
    except UnicodeDecodeError:
        return False


def _decoded(encoding: str, held: HeldFile) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    for chunk in held.chunks():
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)
