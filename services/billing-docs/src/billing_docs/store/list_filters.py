"""What makes a document fit into a list: one condition for each thing asked for."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, and_, false, literal_column, not_, select, true
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from billing_docs.domain.document_list import Wanted
from billing_docs.store.post_tables import DOCUMENT_LOOK

Columns: TypeAlias = ReadOnlyColumnCollection[str, Any]
# Above every character, in bytes as in code points.
AFTER_ALL = "\U0010ffff"
_NO_FAULTS: ColumnElement[Any] = literal_column("'{}'")  # as the partial index says it


@dataclass(frozen=True, kw_only=True, slots=True)
class Condition:
    """What must hold for the columns of a document.

    `along`: the index of the order begins or ends there. `has_index`: another index finds what
    fits, so that it is worth asking whether it is rare.
    """

    fits: Callable[[Columns], ColumnElement[bool]]
    along: bool = False
    has_index: bool = False


def conditions_of(wanted: Wanted) -> list[Condition]:
    """Return everything that a document must fulfil, what is likely to be rare first."""
    return [
        *_number(wanted),
        *_faults(wanted),
        *_type(wanted),
        *_folder(wanted),
        *_total(wanted),
        *_issued(wanted),
        *_plain(wanted),
        *_unread(wanted),
        *_words(wanted),
    ]


def _number(wanted: Wanted) -> list[Condition]:
    beginning = wanted.number
    if beginning is None:
        return []
    return [
        Condition(
            fits=lambda c: and_(c.number >= beginning, c.number <= beginning + AFTER_ALL),
            along=wanted.key == "number",
            has_index=True,
        )
    ]


def _faults(wanted: Wanted) -> list[Condition]:
    if wanted.has_faults is None:
        return []
    if wanted.has_faults:
        return [Condition(fits=lambda c: c.faults != _NO_FAULTS, has_index=True)]
    return [Condition(fits=lambda c: c.faults == _NO_FAULTS)]


def _type(wanted: Wanted) -> list[Condition]:
    types = wanted.types
    if types is None:
        return []
    # Each type is walked by itself.
    return [Condition(fits=lambda c: c.document_type.in_(types), along=True)]


def _folder(wanted: Wanted) -> list[Condition]:
    if wanted.folder is None:
        return []
    return [
        Condition(
            fits=lambda c: c.folder == wanted.folder,
            # Each type is walked folder by folder.
            along=wanted.key == "issued_on" or wanted.types is not None,
            has_index=True,
        )
    ]


def _total(wanted: Wanted) -> list[Condition]:
    limits: list[Callable[[Columns], ColumnElement[bool]]] = []
    if wanted.total_from is not None:
        limits.append(lambda c: c.total_minor_units >= wanted.total_from)
    if wanted.total_until is not None:
        limits.append(lambda c: c.total_minor_units <= wanted.total_until)
    return _range(limits, along=wanted.key == "total_minor_units")


def _issued(wanted: Wanted) -> list[Condition]:
    limits: list[Callable[[Columns], ColumnElement[bool]]] = []
    if wanted.issued_from is not None:
        limits.append(lambda c: c.issued_on >= wanted.issued_from)
    if wanted.issued_until is not None:
        limits.append(lambda c: c.issued_on <= wanted.issued_until)
    return _range(limits, along=wanted.key == "issued_on")


def _range(
    limits: list[Callable[[Columns], ColumnElement[bool]]], *, along: bool
) -> list[Condition]:
    if not limits:
        return []
    return [
        Condition(fits=lambda c: and_(*(limit(c) for limit in limits)), along=along, has_index=True)
    ]


def _plain(wanted: Wanted) -> list[Condition]:
    found = []
    if wanted.currency is not None:
        found.append(Condition(fits=lambda c: c.currency == wanted.currency))
    if wanted.format is not None:
        found.append(Condition(fits=lambda c: c.format == wanted.format))
    return found


def _unread(wanted: Wanted) -> list[Condition]:
    if wanted.is_unread is None:
        return []
    if wanted.reader is None:
        return [Condition(fits=lambda _: false() if wanted.is_unread else true())]

    def is_unread(c: Columns) -> ColumnElement[bool]:
        was_read = (
            select(DOCUMENT_LOOK.c.document_id)
            .where(
                DOCUMENT_LOOK.c.document_id == c.id,
                DOCUMENT_LOOK.c.person_id == wanted.reader,
                DOCUMENT_LOOK.c.read_at.is_not(None),
            )
            .exists()
        )
        return and_(c.folder == "post", ~was_read)

    return [Condition(fits=is_unread if wanted.is_unread else lambda c: not_(is_unread(c)))]


def _words(wanted: Wanted) -> list[Condition]:
    if wanted.words is None:
        return []
    if not wanted.words:
        return [Condition(fits=lambda _: false())]
    return [Condition(fits=partial(_has_word, word)) for word in wanted.words]


def _has_word(beginning: str, columns: Columns) -> ColumnElement[bool]:
    # Letters and digits alone: nothing in them that LIKE would read as more than itself.
    condition: ColumnElement[bool] = columns.search_text.like(f"% {beginning}%")
    return condition
