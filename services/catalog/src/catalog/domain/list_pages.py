"""Where a page of a list begins: a cursor continues the list that gave it, and no other."""

import base64
import binascii
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, TypeAlias
from uuid import UUID

import msgspec

from contracts.errors import InvalidInput

SortValue: TypeAlias = date | str | datetime
COUNTED_AT_MOST = 1000
"""Totals are exact up to here, so that counting costs the same whatever there is."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A row's place in a list: which of its sections, the value it is sorted by, its id."""

    section: int
    value: str
    id: UUID


class _Cursor(msgspec.Struct, frozen=True, array_like=True):
    list_digest: str
    section: Annotated[int, msgspec.Meta(ge=0, le=9)]
    value: Annotated[str, msgspec.Meta(max_length=400)]
    id: UUID


def digest_of(*parts: object) -> str:
    """Return what tells one list from another, from all that narrows and orders it."""
    text = "\x1f".join(str(part) for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def cursor_after(place: Place, list_digest: str) -> str:
    """Return the cursor of the page that begins after this place."""
    cursor = _Cursor(list_digest, place.section, place.value, place.id)
    return base64.urlsafe_b64encode(msgspec.json.encode(cursor)).decode()


def read_cursor(cursor: str | None, list_digest: str) -> Place | None:
    """Return the place after which the page begins, None for the first page.

    Raises:
        InvalidInput: no page of this list gave this cursor.
    """
    if cursor is None:
        return None
    try:
        read = msgspec.json.decode(base64.urlsafe_b64decode(cursor), type=_Cursor)
    except (binascii.Error, msgspec.DecodeError, UnicodeError, ValueError):
        raise InvalidInput("query.cursor", "unreadable") from None
    if read.list_digest != list_digest or "\0" in read.value:
        raise InvalidInput("query.cursor", "unreadable")
    return Place(section=read.section, value=read.value, id=read.id)


def instant_of(place: Place) -> datetime:
    """Return the value of a place in a list that is sorted by instants.

    Raises:
        InvalidInput: it is none; no page gave such a cursor.
    """
    try:
        instant = datetime.fromisoformat(place.value)
    except ValueError:
        raise InvalidInput("query.cursor", "unreadable") from None
    if instant.tzinfo is None:
        raise InvalidInput("query.cursor", "unreadable")
    return instant


def read_search(search: str | None) -> str | None:
    """Return what is searched for as it is compared: small letters, single spaces.

    Raises:
        InvalidInput: it holds nothing, or characters that nobody can write.
    """
    if search is None:
        return None
    words = " ".join(search.split())
    if not words or not words.isprintable():
        raise InvalidInput("query.search", "blank" if not words else "control_characters")
    return words.lower()


def is_beyond(counts: Iterable[int]) -> bool:
    """Whether there are more than are counted."""
    return sum(counts) > COUNTED_AT_MOST
