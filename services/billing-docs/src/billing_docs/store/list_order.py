"""The order of a list of documents: what is in it, what follows on a place, and in which parts."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Select, select, tuple_

from billing_docs.domain.document import BillingDocument
from billing_docs.domain.document_list import OPTIONAL_KEYS, Place, Wanted
from billing_docs.store import tenancy
from billing_docs.store.documents import COLUMNS, in_portal
from billing_docs.store.list_filters import Columns
from billing_docs.store.tables import DOCUMENT

Query: TypeAlias = Select[Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """The documents that have the order's value, or those that lack it, after a place."""

    has_value: bool
    after: Place | None


def in_order(wanted: Wanted, part: Part) -> Query:
    """Return the query of a part of the list, without what else is asked for."""
    return (
        select(*COLUMNS, DOCUMENT.c.search_text)
        .where(
            tenancy.belongs_to(DOCUMENT, wanted.organisation_id),
            *in_portal(),
            *following(wanted, part, DOCUMENT.c),
        )
        .order_by(*order_by(wanted, DOCUMENT.c))
    )


def following(wanted: Wanted, part: Part, columns: Columns) -> list[ColumnElement[bool]]:
    """Return what is true of the documents of a part of the list."""
    key = columns[wanted.key]
    found: list[ColumnElement[bool]] = []
    if wanted.key in OPTIONAL_KEYS:
        found.append(key.is_not(None) if part.has_value else key.is_(None))
    if part.after is not None:
        place: list[Any] = [part.after.value, part.after.document_id]
        keys = [key, columns.id]
        if not part.has_value:
            place, keys = place[1:], keys[1:]
        here, there = tuple_(*keys), tuple_(*place, types=[each.type for each in keys])
        found.append(here < there if wanted.descending else here > there)
    return found


def order_by(wanted: Wanted, columns: Columns) -> list[ColumnElement[Any]]:
    """Return what the list is ordered by."""
    # Also by a value that all of them lack: the index is in that order, and PostgreSQL does not
    # see by itself that `IS NULL` leaves only one.
    keys = [columns[wanted.key], columns.id]
    return [each.desc() if wanted.descending else each.asc() for each in keys]


def parts_of(wanted: Wanted, after: Place | None) -> Iterator[Part]:
    """Yield what is still to come: what has the order's value, then what lacks it."""
    if after is None or after.value is not None:
        yield Part(has_value=True, after=after)
        after = None
    if wanted.key in OPTIONAL_KEYS:
        yield Part(has_value=False, after=after)


def place_of(document: BillingDocument, wanted: Wanted) -> Place:
    """Return where a document stands in the list."""
    return Place(value=getattr(document, wanted.key), document_id=document.id)
