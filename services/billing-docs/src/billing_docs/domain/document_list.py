"""What is listed and in which order, and the place in a list that a cursor remembers."""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias, cast, get_args
from uuid import UUID

import msgspec

from billing_docs.domain.search_words import wanted_words
from contracts.billing_docs import DocumentQuery, Folder
from contracts.inbound import DOCUMENT_TYPES, DocumentType

SortKey: TypeAlias = Literal["issued_on", "received_at", "number", "total_minor_units", "due_on"]
SortValue: TypeAlias = date | datetime | str | int | None
_SORT_KEYS: dict[str, SortKey] = {
    "issued_on": "issued_on",
    "received_at": "received_at",
    "number": "number",
    "total": "total_minor_units",
    "due_on": "due_on",
}
_KINDS: dict[SortKey, type] = {
    "issued_on": date,
    "received_at": datetime,
    "number": str,
    "total_minor_units": int,
    "due_on": date,
}
# What a document may lack; what lacks it comes last.
OPTIONAL_KEYS: frozenset[SortKey] = frozenset({"total_minor_units", "due_on"})
FOLDERS: tuple[Folder, ...] = get_args(Folder)
_DIGEST_LENGTH = 16


class CursorRefused(ValueError):
    """Say why a cursor continues nothing: `unreadable`, or `of_another_list`."""

    def __init__(self, reason: Literal["unreadable", "of_another_list"]) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where in the order a document stands; None: it has no such value."""

    value: SortValue
    document_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """Which documents of an organisation, in which order. `reader` is whose unread ones."""

    organisation_id: UUID
    key: SortKey
    descending: bool
    types: tuple[DocumentType, ...] | None = None
    folder: Folder | None = None
    words: tuple[str, ...] | None = None
    number: str | None = None
    issued_from: date | None = None
    issued_until: date | None = None
    total_from: int | None = None
    total_until: int | None = None
    currency: str | None = None
    format: str | None = None
    has_faults: bool | None = None
    is_unread: bool | None = None
    reader: UUID | None = None


def wanted_by(
    query: DocumentQuery,
    organisation_id: UUID,
    reader: UUID | None,
    shown_types: tuple[str, ...] | None = None,
) -> Wanted:
    """Return what a query asks for, of the types that the asker is shown; None: of every one."""
    types = query.document_types or None
    if query.document_type is not None:
        named = (query.document_type,)
        types = named if types is None or query.document_type in types else ()
    types = narrowed(types, shown_types)
    folder = query.folder
    if query.is_unread and folder is None:
        # What is archived is done with: only Post has unread documents.
        folder = "post"
    return Wanted(
        organisation_id=organisation_id,
        key=_SORT_KEYS[query.sort.removeprefix("-")],
        descending=query.sort.startswith("-"),
        types=types,
        folder=folder,
        words=None if query.text is None else wanted_words(query.text),
        number=query.number,
        issued_from=query.issued_from,
        issued_until=query.issued_until,
        total_from=query.total_from,
        total_until=query.total_until,
        currency=query.currency,
        format=query.format,
        has_faults=query.has_faults,
        is_unread=query.is_unread,
        reader=reader,
    )


def narrowed(
    types: tuple[DocumentType, ...] | None, shown_types: tuple[str, ...] | None
) -> tuple[DocumentType, ...] | None:
    """Return those of the types asked for that are shown; None stands for every type."""
    if shown_types is None:
        return types
    return tuple(each for each in types or DOCUMENT_TYPES if each in shown_types)


def cursor_at(place: Place, query: DocumentQuery) -> str:
    """Return the cursor that continues the query's list after `place`."""
    content = (_digest_of(query), place.value, place.document_id)
    return base64.urlsafe_b64encode(msgspec.json.encode(content)).decode()


def place_in(query: DocumentQuery) -> Place | None:
    """Return the place that the query's cursor names, None where it has none.

    Raises:
        CursorRefused: it is none of ours, or belongs to another order or selection.
    """
    if query.cursor is None:
        return None
    kind = _KINDS[_SORT_KEYS[query.sort.removeprefix("-")]]
    try:
        content = base64.urlsafe_b64decode(query.cursor)
        digest, value, document_id = msgspec.json.decode(
            content, type=tuple[str, str | int | None, UUID]
        )
    except (ValueError, binascii.Error, msgspec.MsgspecError) as error:
        raise CursorRefused("unreadable") from error
    if digest != _digest_of(query):
        raise CursorRefused("of_another_list")
    try:
        known = cast("SortValue", msgspec.convert(value, kind | None))
    except msgspec.ValidationError as error:
        raise CursorRefused("unreadable") from error
    return Place(value=known, document_id=document_id)


def _digest_of(query: DocumentQuery) -> str:
    """Return what tells a list from others: everything but the page."""
    selection = msgspec.structs.replace(query, cursor=None, limit=1)
    return hashlib.sha256(msgspec.json.encode(selection)).hexdigest()[:_DIGEST_LENGTH]
