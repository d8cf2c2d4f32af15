"""Documents in an order, selected, page by page; a page costs the same however many there are.

Two ways lead to a page. Where something asked for is rare, an index names the few candidates, and
they are sorted. Else the order's own index is walked and what does not fit is left out, for at most
`LONGEST_WALK` documents; then the page ends early, and its cursor goes on from there. PostgreSQL is
not left the choice: it does not know how rare a word is in one organisation (docs/adr/0027).

Where only certain types are asked for or shown, each type and folder is walked by itself, and the
walks are merged: nobody walks past what he is not shown (docs/adr/0044).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    Uuid,
    and_,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from billing_docs.domain.document import BillingDocument
from billing_docs.domain.document_list import OPTIONAL_KEYS, Place, Wanted
from billing_docs.store import tenancy
from billing_docs.store.documents import COLUMNS, document_of, in_portal
from billing_docs.store.list_filters import Columns, Condition, conditions_of
from billing_docs.store.list_shelves import merged, shelves_of
from billing_docs.store.tables import DOCUMENT
from billing_docs.store.words import WordStore

# To sort so many takes some milliseconds; to walk past so many takes not many more.
MOST_CANDIDATES = 1000
LONGEST_WALK = 10_000

Query: TypeAlias = Select[Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """A part of a list: its documents, and where it goes on; None: it is at its end."""

    documents: tuple[BillingDocument, ...]
    ends_at: Place | None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Part:
    """The documents that have the order's value, or those that lack it, after a place."""

    has_value: bool
    after: Place | None


class DocumentLists:
    """Lists of documents of the organisations that the transaction has opened."""

    def __init__(self, session: Session, *, longest_walk: int = LONGEST_WALK) -> None:
        self._session = session
        self._longest_walk = longest_walk

    def page(self, wanted: Wanted, *, after: Place | None, limit: int) -> Stretch:
        """Return up to `limit` documents that follow on `after`, in the order asked for.

        The place is a key, not a count: documents that arrive meanwhile shift nothing. A walk that
        takes too long ends early, with fewer documents than there are, and says where.
        """
        if wanted.types == () or wanted.words == ():
            return Stretch(documents=(), ends_at=None)
        conditions = conditions_of(wanted)
        candidates = self._few_candidates(wanted, conditions)
        if candidates == ():
            return Stretch(documents=(), ends_at=None)
        found: list[BillingDocument] = []
        for part in _parts(wanted, after):
            missing = limit + 1 - len(found)
            if candidates is None:
                query = self._walk(wanted, part, conditions, missing)
            else:
                query = _sorted(wanted, part, conditions, candidates).limit(missing)
            for row in self._session.execute(query):
                if row.fits and len(found) == limit:
                    return Stretch(documents=tuple(found), ends_at=_place(found[-1], wanted))
                if row.fits:
                    found.append(document_of(row))
                if row.step == self._longest_walk:
                    return Stretch(documents=tuple(found), ends_at=_place(document_of(row), wanted))
        return Stretch(documents=tuple(found), ends_at=None)

    def _few_candidates(
        self, wanted: Wanted, conditions: list[Condition]
    ) -> tuple[UUID, ...] | None:
        """Return the few documents among which all that fit are, None if nothing asked is rare."""
        few: set[UUID] | None = None
        words = WordStore(self._session)
        for word in wanted.words or ():
            having = words.having(wanted.organisation_id, word, limit=MOST_CANDIDATES)
            if having is not None:
                few = having if few is None else few & having
        if few is not None:
            return tuple(few)
        for condition in conditions:
            if condition.has_index and not condition.along:
                ids = self._ids_fitting(wanted, condition)
                if len(ids) <= MOST_CANDIDATES:
                    return tuple(ids)
        return None

    def _ids_fitting(self, wanted: Wanted, condition: Condition) -> Sequence[UUID]:
        """Return the ids that an index finds for one condition, one more at most than are few."""
        most = MOST_CANDIDATES + 1
        found = select(DOCUMENT.c.id).where(
            tenancy.belongs_to(DOCUMENT, wanted.organisation_id),
            *in_portal(),
            condition.fits(DOCUMENT.c),
        )
        shelves = [found.where(shelf).limit(most) for shelf in shelves_of(wanted)] or [found]
        return self._session.scalars(merged(shelves).limit(most)).all()

    def _walk(self, wanted: Wanted, part: _Part, conditions: list[Condition], most: int) -> Query:
        """Return the query of what fits along the order's index, and of where the walk ends."""
        along = [each.fits(DOCUMENT.c) for each in conditions if each.along]
        others = [each for each in conditions if not each.along]
        length = self._longest_walk if others else most
        selected = _in_order(wanted, part).where(*along)
        shelves = [selected.where(shelf).limit(length) for shelf in shelves_of(wanted)]
        if not others and not shelves:
            # What most ask for, most often: said plainly, it is made in half the time.
            return selected.with_only_columns(
                *COLUMNS, true().label("fits"), literal(0).label("step")
            ).limit(most)
        source = merged(shelves or [selected.limit(length)]).subquery("source")
        order = _order(wanted, source.c)
        if not others:
            ordered = select(source, true().label("fits"), literal(0).label("step"))
            return ordered.order_by(*order).limit(most)
        # In one statement, so that the walk and its end are of one moment.
        step = func.row_number().over(order_by=order).label("step")
        walked = select(source, step).order_by(*order).limit(length).subquery("walked")
        fits = and_(*(each.fits(walked.c) for each in others))
        found = (
            select(walked.c.id, walked.c[wanted.key], walked.c.step, fits.label("fits"))
            .where(or_(fits, walked.c.step == self._longest_walk))
            .order_by(*_order(wanted, walked.c))
            .limit(most)
            .subquery("found")
        )
        return _fetched(wanted, found)


def _sorted(
    wanted: Wanted, part: _Part, conditions: list[Condition], candidates: tuple[UUID, ...]
) -> Query:
    """Return the query of what fits among a few documents, which are fetched by their ids alone."""
    few = (
        select(*COLUMNS, DOCUMENT.c.search_text)
        .where(
            tenancy.belongs_to(DOCUMENT, wanted.organisation_id),
            *in_portal(),
            DOCUMENT.c.id == func.any(literal(list(candidates), ARRAY(Uuid()))),
        )
        # Keeps PostgreSQL from looking for the other conditions first, by an index of theirs.
        .offset(0)
        .subquery("few")
    )
    return (
        select(few, true().label("fits"), literal(0).label("step"))
        .where(*_following(wanted, part, few.c), *(each.fits(few.c) for each in conditions))
        .order_by(*_order(wanted, few.c))
    )


def _fetched(wanted: Wanted, found: Subquery) -> Query:
    """Return the query of whole documents that a walk has found, by their ids.

    A walk passes thousands that do not fit: of these it carries along no more than it looks at,
    and where an index holds that, it does not look at the documents themselves.
    """
    return (
        select(*COLUMNS, found.c.fits, found.c.step)
        .join_from(found, DOCUMENT, DOCUMENT.c.id == found.c.id)
        .order_by(*_order(wanted, found.c))
    )


def _in_order(wanted: Wanted, part: _Part) -> Query:
    return (
        select(*COLUMNS, DOCUMENT.c.search_text)
        .where(
            tenancy.belongs_to(DOCUMENT, wanted.organisation_id),
            *in_portal(),
            *_following(wanted, part, DOCUMENT.c),
        )
        .order_by(*_order(wanted, DOCUMENT.c))
    )


def _following(wanted: Wanted, part: _Part, columns: Columns) -> list[ColumnElement[bool]]:
    """Return what is true of the documents of a part of the list."""
    key = columns[wanted.key]
    found: list[ColumnElement[bool]] = []
    if wanted.key in OPTIONAL_KEYS:
        found.append(key.is_not(None) if part.has_value else key.is_(None))
    if part.after is not None:
        place = (part.after.value, part.after.document_id)
        here = tuple_(key, columns.id) if part.has_value else tuple_(columns.id)
        there = place if part.has_value else place[1:]
        found.append(here < there if wanted.descending else here > there)
    return found


def _order(wanted: Wanted, columns: Columns) -> list[ColumnElement[Any]]:
    # Also by a value that all of them lack: the index is in that order, and PostgreSQL does not
    # see by itself that `IS NULL` leaves only one.
    keys = [columns[wanted.key], columns.id]
    return [each.desc() if wanted.descending else each.asc() for each in keys]


def _parts(wanted: Wanted, after: Place | None) -> Iterator[_Part]:
    """Yield what is still to come: what has the order's value, then what lacks it."""
    if after is None or after.value is not None:
        yield _Part(has_value=True, after=after)
        after = None
    if wanted.key in OPTIONAL_KEYS:
        yield _Part(has_value=False, after=after)


def _place(document: BillingDocument, wanted: Wanted) -> Place:
    return Place(value=getattr(document, wanted.key), document_id=document.id)
