"""Lists of all customers' requests, page by page; a page costs the same however many there are.

What is asked for is read along an index in the order of the list. What no index knows is looked at
on the way, for at most `LONGEST_WALK` requests; then the page ends early, and its cursor goes on
from there. PostgreSQL is not left the choice: it takes row-level security for a narrow filter,
expects a two-hundredth of the requests, and sorts all of them (docs/adr/0027).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, text, true
from sqlalchemy.orm import Session

from tickets.domain.desk_queries import DeskFilter
from tickets.domain.request_lists import ListKey, ListOrder
from tickets.domain.requests import CustomerRequest
from tickets.domain.visibility import Viewer
from tickets.store.request_lists import ACTIVE_AT, in_order, matches
from tickets.store.requests import request_of, requests_with_names
from tickets.store.search_words import SearchWordStore
from tickets.store.tables import REQUEST

# Looking at so many takes some tens of milliseconds, also where each is asked for several words.
LONGEST_WALK = 5_000

_SETTINGS = text(
    "SELECT set_config('enable_sort', :sort, true),"
    " set_config('max_parallel_workers_per_gather', '0', true)"
)
_Conditions = list[ColumnElement[bool]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """A part of a list: its requests, and after which one it goes on; None: it is at its end."""

    requests: tuple[CustomerRequest, ...]
    ends_at: ListKey | None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Way:
    """How a page is read: along an index, and what is looked at on the way.

    `is_few` where an index names so few requests that they are sorted sooner than walked for.
    """

    along: _Conditions
    others: _Conditions
    is_few: bool


class DeskListStore:
    """Requests of every organisation, or of the one that the transaction has named."""

    def __init__(
        self, session: Session, now: datetime, *, longest_walk: int = LONGEST_WALK
    ) -> None:
        self._session = session
        self._now = now
        self._longest_walk = longest_walk
        self._words = SearchWordStore(session)

    def page(
        self,
        viewer: Viewer,
        wanted: DeskFilter,
        order: ListOrder,
        after: ListKey | None,
        limit: int,
    ) -> Stretch:
        """Return up to `limit` requests of all customers, continuing after a key.

        A walk that takes too long ends early, with fewer than there are, and says where.
        """
        if wanted.narrowed.search is not None:
            self._plan(may_sort=True)
        way = self._way(viewer, wanted)
        found: list[ListKey] = []
        ends_at: ListKey | None = None
        for row in self._rows(self._walk(viewer, way, order, after, limit + 1), way):
            key = ListKey(request_id=row.id, at=row.at if order == "activity" else None)
            if row.fits and len(found) == limit:
                ends_at = found[-1]
                break
            if row.fits:
                found.append(key)
            if row.step == self._longest_walk:
                ends_at = key
        return Stretch(requests=self._fetched(found), ends_at=ends_at)

    def _way(self, viewer: Viewer, wanted: DeskFilter) -> _Way:
        along, others = self._conditions(wanted)
        others += matches(viewer, replace(wanted.narrowed, search=None))
        if wanted.is_overdue:
            others.append(REQUEST.c.due_at < self._now)
        is_few = wanted.organisation_id is not None or isinstance(wanted.assignee, UUID)
        search = wanted.narrowed.search
        if search is not None:
            candidates = self._words.few_candidates(search, viewer.audiences)
            others.append(self._words.matches(search, viewer.audiences))
            if candidates is not None:
                return _Way(along=[*along, REQUEST.c.id.in_(candidates), *others], others=[],
                            is_few=True)  # fmt: skip
        return _Way(along=along, others=others, is_few=is_few)

    def _conditions(self, wanted: DeskFilter) -> tuple[_Conditions, _Conditions]:
        """Return what an index knows in the order of the list, and what is looked at on the way."""
        along: _Conditions = []
        others: _Conditions = []
        if wanted.is_open:
            # Said as the indexes say it; they know departments and people of open requests alone.
            along.append(REQUEST.c.state != "closed")
        if wanted.organisation_id is not None:
            along.append(REQUEST.c.organisation_id == wanted.organisation_id)
        if wanted.department is not None:
            (along if wanted.is_open else others).append(REQUEST.c.department == wanted.department)
        if wanted.assignee == "nobody":
            others.append(REQUEST.c.assignee_id.is_(None))
        elif wanted.assignee is not None:
            along.append(REQUEST.c.assignee_id == wanted.assignee)
        return along, others

    def _walk(
        self, viewer: Viewer, way: _Way, order: ListOrder, after: ListKey | None, most: int
    ) -> Select[Any]:
        at = ACTIVE_AT[viewer.side].label("at")
        if not way.others:
            plain = select(REQUEST.c.id, at, true().label("fits"), literal(0).label("step"))
            return in_order(plain.where(*way.along), viewer, order, after).limit(most)
        step = func.row_number().over(order_by=_order(order, at, REQUEST.c.id)).label("step")
        source = select(REQUEST.c.id, at, and_(*way.others).label("fits"), step).where(*way.along)
        walked = in_order(source, viewer, order, after).limit(self._longest_walk).subquery("walked")
        return (
            select(walked)
            .where(or_(walked.c.fits, walked.c.step == self._longest_walk))
            # In the words of the walk, so that PostgreSQL sees that it is in order.
            .order_by(*_order(order, walked.c.at, walked.c.id))
            .limit(most)
        )

    def _rows(self, query: Select[Any], way: _Way) -> Sequence[Any]:
        self._plan(may_sort=way.is_few)
        rows = self._session.execute(query).all()
        if not way.is_few:
            self._plan(may_sort=True)
        return rows

    def _plan(self, *, may_sort: bool) -> None:
        """Say how the next statements are planned; never by several processes, for a page."""
        self._session.execute(_SETTINGS, {"sort": "on" if may_sort else "off"})

    def _fetched(self, keys: list[ListKey]) -> tuple[CustomerRequest, ...]:
        ids = [key.request_id for key in keys]
        rows = self._session.execute(requests_with_names().where(REQUEST.c.id.in_(ids)))
        found = {row.id: request_of(row) for row in rows}
        # What was erased in this moment is not there any more.
        return tuple(found[request_id] for request_id in ids if request_id in found)


def _order(
    order: ListOrder, at: ColumnElement[Any], request_id: ColumnElement[Any]
) -> tuple[ColumnElement[Any], ...]:
    return (at.desc(), request_id.desc()) if order == "activity" else (request_id.desc(),)
