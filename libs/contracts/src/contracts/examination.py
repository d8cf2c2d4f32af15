"""What reading a document brought to light: its pages, its parts, and what is wrong with them."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec

PartName = Literal["original", "xml"]
PageNumber = Annotated[int, msgspec.Meta(ge=1, le=9_999)]


class DocumentPart(msgspec.Struct, frozen=True, kw_only=True):
    """One part of a document that can be fetched by itself, byte for byte.

    `original` is the document as it was published; `xml` is the invoice inside a hybrid PDF, as it
    is embedded. A document that is XML already has its `original` alone.
    """

    part: PartName
    file_name: str
    media_type: str
    size_bytes: int
    sha256: str


class BrokenRule(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that the invoice breaks: its public id, and its authors' own English words."""

    rule: str
    severity: Literal["error", "warning"]
    text: str


class FieldDifference(msgspec.Struct, frozen=True, kw_only=True):
    """A field that the pages contradict; `in_pdf` is empty where they show other figures alone."""

    field: Literal["number", "issued_on", "total", "tax", "account"]
    in_xml: str
    in_pdf: tuple[str, ...]


class DocumentExamination(msgspec.Struct, frozen=True, kw_only=True):
    """What reading a document brought to light.

    `page_count` is 0 for XML, and for documents archived before pages were counted. `profile` is
    what the e-invoice calls itself ("XRechnung 3.0"), None for other documents. `rules` tells
    whether the rules of its profile were tried: `none_apply` to a letter, or to a profile that
    promises none; `too_costly` for an invoice of many thousand lines.
    """

    document_id: UUID
    page_count: int
    profile: str | None
    parts: tuple[DocumentPart, ...]
    rules: Literal["checked", "none_apply", "too_costly", "not_examined"]
    broken_rules: tuple[BrokenRule, ...]
    differences: tuple[FieldDifference, ...]
