"""What a reading process is asked, and what it answers; the file's bytes travel beside it."""

import msgspec

from billing_docs.domain.faults import RefusalCode
from billing_docs.domain.read_document import ReadDocument
from contracts.e_invoice import EInvoice


class ReadTask(msgspec.Struct, frozen=True, kw_only=True, tag="read"):
    """Read a document as it arrives; answered by `Read` or `Refusal`."""

    media_type: str


class PageTask(msgspec.Struct, frozen=True, kw_only=True, tag="page"):
    """Draw a page of a PDF, from 1; answered by `Drawn` and the picture beside it."""

    number: int


class XmlTask(msgspec.Struct, frozen=True, kw_only=True, tag="xml"):
    """Take the invoice XML out; answered by `Taken` and the XML beside it."""

    media_type: str


class ViewTask(msgspec.Struct, frozen=True, kw_only=True, tag="view"):
    """Read the whole invoice for people; answered by `Seen`."""

    media_type: str


class Read(msgspec.Struct, frozen=True, kw_only=True, tag="read"):
    """What reading brought to light."""

    document: ReadDocument


class Refusal(msgspec.Struct, frozen=True, kw_only=True, tag="refusal"):
    """Why the file is not archived."""

    code: RefusalCode
    explanation: str


class Drawn(msgspec.Struct, frozen=True, kw_only=True, tag="drawn"):
    """The picture lies beside it."""


class Taken(msgspec.Struct, frozen=True, kw_only=True, tag="taken"):
    """The XML lies beside it, as it is embedded."""


class Seen(msgspec.Struct, frozen=True, kw_only=True, tag="seen"):
    """The whole invoice."""

    invoice: EInvoice


class Nothing(msgspec.Struct, frozen=True, kw_only=True, tag="nothing"):
    """There is no such page, no invoice."""


Task = ReadTask | PageTask | XmlTask | ViewTask
Answer = Read | Refusal | Drawn | Taken | Seen | Nothing
