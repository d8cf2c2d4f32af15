"""What a printing process is asked, and what it answers; a PDF's bytes travel beside it."""

import msgspec

from contracts.e_invoice import EInvoice


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """What stands on the sheet before a document; without a position there is nothing to print."""

    day: str
    count: int
    position: int | None = None
    customer_number: str = ""
    customer_name: str = ""
    address: tuple[str, ...] = ()
    kind: str = ""
    number: str = ""
    issued_on: str = ""


class BindTask(msgspec.Struct, frozen=True, kw_only=True, tag="bind"):
    """Number the objects of a sheet and of the PDF beside, if any; answered by `Bound`."""

    sheet: Sheet
    first_object: int
    parent: int


class CopyTask(msgspec.Struct, frozen=True, kw_only=True, tag="copy"):
    """Make the reading copy of an e-invoice; answered by `Copied` and the PDF beside it."""

    invoice: EInvoice
    language: str
    file_name: str
    sha256: str


class Bound(msgspec.Struct, frozen=True, kw_only=True, tag="bound"):
    """The objects lie beside it; `offsets` count from their first byte."""

    offsets: list[int]
    pages: list[int]


class Copied(msgspec.Struct, frozen=True, kw_only=True, tag="copied"):
    """The PDF lies beside it."""


class Unreadable(msgspec.Struct, frozen=True, kw_only=True, tag="unreadable"):
    """It is no PDF that can be printed."""


Task = BindTask | CopyTask
Answer = Bound | Copied | Unreadable
