"""Documents in an order, selected, page by page; a page costs the same however many there are.

Two ways lead to a page. Where something asked for is rare, an index names the few candidates, and
they are sorted. Else the order's own index is walked and what does not fit is left out, for at most
`LONGEST_WALK` documents; then the page ends early, and its cursor goes on from there. PostgreSQL is
not left the choice: it does not know how rare a word is in one organisation (docs/adr/0027).

Where only certain types are asked for or shown, each type and folder is walked by itself, and the
walks are merged: nobody walks past what he is not shown (docs/adr/0044).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import (
    Subquery,
    Uuid,
    and_,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY

from billing_docs.domain.document import BillingDocument
from billing_docs.domain.document_list import Place, Wanted
from billing_docs.store import tenancy
from billing_docs.store.document_looks import DocumentLooks
from billing_docs.store.documents import COLUMNS, document_of, in_portal
from billing_docs.store.list_filters import Condition, conditions_of
from billing_docs.store.list_order import (
    Part,
    Query,
    following,
    in_order,
    order_by,
    parts_of,
    place_of,
)
from billing_docs.store.list_shelves import merged, shelves_of
from billing_docs.store.plain_lists import is_plain, plain_walk
from billing_docs.store.tables import DOCUMENT
from billing_docs.store.words import WordStore
from chassis.database import Askable

# To sort so many takes some milliseconds; to walk past so many takes not many more.
MOST_CANDIDATES = 1000
LONGEST_WALK = 10_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """A part of a list: its documents, and where it goes on; None: it is at its end."""

    documents: tuple[BillingDocument, ...]
    ends_at: Place | None
    unread: frozenset[UUID] = frozenset()
    """Which of them wait in Post for the reader of the list."""


class DocumentLists:
    """Lists of documents of the organisations that the transaction has opened."""

    def __init__(self, session: Askable, *, longest_walk: int = LONGEST_WALK) -> None:
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
        if is_plain(wanted, conditions):
            return self._plain_page(wanted, after, limit)
        stretch = self._page_of_fitting(wanted, conditions, after, limit)
        looks = DocumentLooks(self._session)
        return replace(stretch, unread=looks.unread_among(stretch.documents, wanted.reader))

    def _plain_page(self, wanted: Wanted, after: Place | None, limit: int) -> Stretch:
        found: list[BillingDocument] = []
        unread: set[UUID] = set()
        for part in parts_of(wanted, after):
            walk, values = plain_walk(wanted, part, limit + 1 - len(found))
            for row in self._session.execute(walk, values).all():
                if len(found) == limit:
                    return Stretch(
                        documents=tuple(found),
                        ends_at=place_of(found[-1], wanted),
                        unread=frozenset(unread),
                    )
                found.append(document_of(row))
                if row[-1]:
                    unread.add(found[-1].id)
        return Stretch(documents=tuple(found), ends_at=None, unread=frozenset(unread))

    def _page_of_fitting(
        self, wanted: Wanted, conditions: list[Condition], after: Place | None, limit: int
    ) -> Stretch:
        """Return a page of what fits the conditions, and not who has read it."""
        candidates = self._few_candidates(wanted, conditions)
        if candidates == ():
            return Stretch(documents=(), ends_at=None)
        found: list[BillingDocument] = []
        for part in parts_of(wanted, after):
            missing = limit + 1 - len(found)
            if candidates is None:
                query = self._walk(wanted, part, conditions, missing)
            else:
                query = _sorted(wanted, part, conditions, candidates).limit(missing)
            for row in self._session.execute(query):
                if row.fits and len(found) == limit:
                    return Stretch(documents=tuple(found), ends_at=place_of(found[-1], wanted))
                if row.fits:
                    found.append(document_of(row))
                if row.step == self._longest_walk:
                    return Stretch(
                        documents=tuple(found), ends_at=place_of(document_of(row), wanted)
                    )
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

    def _walk(self, wanted: Wanted, part: Part, conditions: list[Condition], most: int) -> Query:
        """Return the query of what fits along the order's index, and of where the walk ends."""
        along = [each.fits(DOCUMENT.c) for each in conditions if each.along]
        others = [each for each in conditions if not each.along]
        length = self._longest_walk if others else most
        selected = in_order(wanted, part).where(*along)
        shelves = [selected.where(shelf).limit(length) for shelf in shelves_of(wanted)]
        if not others and not shelves:
            # What most ask for, most often: said plainly, it is made in half the time.
            return selected.with_only_columns(
                *COLUMNS, true().label("fits"), literal(0).label("step")
            ).limit(most)
        source = merged(shelves or [selected.limit(length)]).subquery("source")
        order = order_by(wanted, source.c)
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
            .order_by(*order_by(wanted, walked.c))
            .limit(most)
            .subquery("found")
        )
        return _fetched(wanted, found)


def _sorted(
    wanted: Wanted, part: Part, conditions: list[Condition], candidates: tuple[UUID, ...]
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
        .where(*following(wanted, part, few.c), *(each.fits(few.c) for each in conditions))
        .order_by(*order_by(wanted, few.c))
    )


def _fetched(wanted: Wanted, found: Subquery) -> Query:
    """Return the query of whole documents that a walk has found, by their ids.

    A walk passes thousands that do not fit: of these it carries along no more than it looks at,
    and where an index holds that, it does not look at the documents themselves.
    """
    return (
        select(*COLUMNS, found.c.fits, found.c.step)
        .join_from(found, DOCUMENT, DOCUMENT.c.id == found.c.id)
        .order_by(*order_by(wanted, found.c))
    )
