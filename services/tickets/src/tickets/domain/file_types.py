"""What a file really is, by its content; anything that is not known here is not taken.

The list is of what people show each other about a fault: documents, pictures, short films, logs.
Nothing on it is run by opening it: no programs, no scripts, no pages, no archives, no macros.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

HEAD_BYTES = 2048


@dataclass(frozen=True, kw_only=True, slots=True)
class FileType:
    """A type that is taken, and the endings a file's name may have; the first is added."""

    media_type: str
    endings: tuple[str, ...]


class RefusedType(Exception):
    """Files like this are not taken; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


TEXT = FileType(media_type="text/plain", endings=(".txt", ".log", ".csv", ".json", ".md"))

_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
# By the folder in which such a document keeps its own parts (ECMA-376, part 1).
_BY_FOLDER = {
    "word/": FileType(media_type=f"{_OFFICE}.wordprocessingml.document", endings=(".docx",)),
    "xl/": FileType(media_type=f"{_OFFICE}.spreadsheetml.sheet", endings=(".xlsx",)),
    "ppt/": FileType(media_type=f"{_OFFICE}.presentationml.presentation", endings=(".pptx",)),
}
# By what the first member of the package says, uncompressed (OpenDocument 1.3, part 2, 3.3).
_BY_MIMETYPE = {
    f"{_OPEN}.text".encode(): FileType(media_type=f"{_OPEN}.text", endings=(".odt",)),
    f"{_OPEN}.spreadsheet".encode(): FileType(media_type=f"{_OPEN}.spreadsheet", endings=(".ods",)),
    f"{_OPEN}.presentation".encode(): FileType(
        media_type=f"{_OPEN}.presentation", endings=(".odp",)
    ),
}
_MIMETYPE = re.compile(rb"PK\x03\x04.{26}mimetype(?P<type>[a-z.\-/]+?)PK", re.DOTALL)
_SIGNATURES: tuple[tuple[re.Pattern[bytes], FileType], ...] = tuple(
    (re.compile(pattern, re.DOTALL), FileType(media_type=media_type, endings=endings))
    for pattern, media_type, endings in (
        (rb"%PDF-", "application/pdf", (".pdf",)),
        (rb"\x89PNG\r\n\x1a\n", "image/png", (".png",)),
        (rb"\xff\xd8\xff", "image/jpeg", (".jpg", ".jpeg")),
        (rb"GIF8[79]a", "image/gif", (".gif",)),
        (rb"RIFF.{4}WEBP", "image/webp", (".webp",)),
        (rb"(II\*\x00|MM\x00\*)", "image/tiff", (".tif", ".tiff")),
        (rb".{4}ftyp(heic|heix|mif1|msf1)", "image/heic", (".heic", ".heif")),
        (rb".{4}ftyp(isom|iso2|iso5|iso6|mp41|mp42|avc1|M4V )", "video/mp4", (".mp4", ".m4v")),
        (rb".{4}ftypqt  ", "video/quicktime", (".mov",)),
    )
)


def type_by_signature(head: bytes) -> FileType | None:
    """Return the type that the first bytes of a file tell, None if they tell none."""
    return next((known for pattern, known in _SIGNATURES if pattern.match(head)), None)


def is_package(head: bytes) -> bool:
    """Whether the file is made of members, as office documents are (a ZIP file)."""
    return head.startswith(b"PK\x03\x04")


def type_of_package(head: bytes, members: Collection[str]) -> FileType:
    """Return which office document a ZIP file is.

    Raises:
        RefusedType: it is none, or one with macros.
    """
    names = [name.lower() for name in members]
    if any(name.endswith("vbaproject.bin") or name.startswith("basic/") for name in names):
        raise RefusedType("contains_macros")
    told = _MIMETYPE.match(head)
    if told is not None and told["type"] in _BY_MIMETYPE:
        return _BY_MIMETYPE[told["type"]]
    if "[content_types].xml" in names:
        for folder, known in _BY_FOLDER.items():
            if any(name.startswith(folder) for name in names):
                return known
    raise RefusedType("type_not_taken")
