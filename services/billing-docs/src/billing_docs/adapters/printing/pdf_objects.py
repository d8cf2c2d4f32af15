"""The objects of one PDF, numbered to stand in another one; only in a printing process.

A PDF of a thousand documents is written object by object, so that nobody ever holds it in memory
(ISO 32000-1, 7.3 and 7.5).
"""

import io
from dataclasses import dataclass, field
from decimal import Decimal

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream


@dataclass(frozen=True, kw_only=True, slots=True)
class PdfObjects:
    """Written objects, where each begins, and which of them are pages.

    They are numbered one after another; `offsets` count from the first byte of `content`.
    """

    content: bytes
    offsets: list[int]
    pages: list[int]


def objects_of(pdfs: list[bytes], *, first_object: int, parent: int) -> PdfObjects:
    """Return everything that the pages of some PDFs need, the pages below the object `parent`.

    Raises:
        pikepdf.PdfError: one of them is no PDF that can be read.
    """
    with pikepdf.Pdf.new() as bound:
        sources = [
            pikepdf.Pdf.open(io.BytesIO(each), suppress_warnings=True, attempt_recovery=True)
            for each in pdfs
        ]
        for source in sources:
            # What pages inherit from their tree is written into each of them on the way.
            bound.pages.extend(source.pages)
        writing = _Writing(first_object=first_object, parent=parent)
        pages = [writing.number_of(page.obj) for page in bound.pages]
        writing.write_all()
        return PdfObjects(content=bytes(writing.written), offsets=writing.offsets, pages=pages)


@dataclass(kw_only=True)
class _Writing:
    first_object: int
    parent: int
    written: bytearray = field(default_factory=bytearray)
    offsets: list[int] = field(default_factory=list)
    _numbers: dict[tuple[int, int], int] = field(default_factory=dict)
    _waiting: list[Object] = field(default_factory=list)

    def number_of(self, found: Object) -> int:
        """Return the number of an indirect object; it is written in its turn."""
        number = self._numbers.get(found.objgen)
        if number is None:
            number = self.first_object + len(self._numbers)
            self._numbers[found.objgen] = number
            self._waiting.append(found)
        return number

    def write_all(self) -> None:
        """Write what was numbered, and whatever that refers to."""
        # The list grows while it is read.
        for found in self._waiting:
            number = self.first_object + len(self.offsets)
            self.offsets.append(len(self.written))
            self.written += b"%d 0 obj\n" % number
            self._write_indirect(found)
            self.written += b"\nendobj\n"

    def _write_indirect(self, found: Object) -> None:
        if isinstance(found, Stream):
            content = found.read_raw_bytes()
            self._write_dictionary(found.stream_dict, length=len(content))
            self.written += b"\nstream\n" + content + b"\nendstream"
        elif isinstance(found, Dictionary):
            self._write_dictionary(found)
        else:
            self._write_direct(found)

    def _write(self, value: object) -> None:
        if isinstance(value, Object) and value.is_indirect:
            self.written += b"%d 0 R" % self.number_of(value)
        elif isinstance(value, Dictionary):
            self._write_dictionary(value)
        else:
            self._write_direct(value)

    def _write_dictionary(self, entries: Object, *, length: int | None = None) -> None:
        is_page = entries.get(Name.Type) == Name.Page
        self.written += b"<<"
        for key, value in entries.items():
            if (is_page and key == "/Parent") or (length is not None and key == "/Length"):
                continue
            self.written += Name(key).unparse() + b" "
            self._write(value)
            self.written += b"\n"
        if is_page:
            self.written += b"/Parent %d 0 R" % self.parent
        if length is not None:
            self.written += b"/Length %d" % length
        self.written += b">>"

    def _write_direct(self, value: object) -> None:
        match value:
            case None:
                self.written += b"null"
            case bool():
                self.written += b"true" if value else b"false"
            case int():
                self.written += b"%d" % value
            case Decimal():
                self.written += format(value, "f").encode()
            case Array():
                self.written += b"["
                for each in value:
                    self._write(each)
                    self.written += b" "
                self.written += b"]"
            case Object():
                self.written += value.unparse()
            case _:
                raise TypeError(type(value).__name__)
