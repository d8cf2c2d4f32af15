"""Lists of all customers' requests, page by page; a page costs the same however many there are.

What is asked for is read along an index in the order of the list. What no index knows is looked at
on the way, for at most `LONGEST_WALK` requests; then the page ends early, and its cursor goes on
from there. PostgreSQL is not left the choice: it takes all that is asked for to be independent,
and would rather sort all that it does not expect to be many (docs/adr/0027).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    Uuid,
    and_,
    bindparam,
    func,
    literal,
    or_,
    select,
    true,
)

from chassis.database import Askable, plan_with
from tickets.domain.desk_queries import DeskFilter
from tickets.domain.request_lists import ListFilter, ListKey, ListOrder
from tickets.domain.requests import ShownRequest
from tickets.domain.visibility import Viewer, ViewerSide
from tickets.store.request_lists import ACTIVE_AT, MOST, SOME_KEY, in_order, key_values, matches
from tickets.store.search_words import SearchWordStore
from tickets.store.shown_requests import shown_of, shown_requests, shown_to
from tickets.store.tables import REQUEST

# Looking at so many takes some tens of milliseconds, also where each is asked for several words.
LONGEST_WALK = 5_000

_Conditions = list[ColumnElement[bool]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """A part of a list: its requests, and after which one it goes on; None: it is at its end."""

    requests: tuple[ShownRequest, ...]
    ends_at: ListKey | None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Way:
    """How a page is read: along an index, and what is looked at on the way.

    `is_few` where an index names so few requests that they are sorted sooner than walked for.
    """

    along: _Conditions
    others: _Conditions
    is_few: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class _Shape:
    """What is asked for, without the values: so many questions there are that are built once."""

    side: ViewerSide
    order: ListOrder
    goes_on: bool
    is_open: bool
    has_department: bool
    has_owner: bool
    has_assignee: bool


class DeskListStore:
    """Requests of every organisation, or of the one that the reading has named."""

    def __init__(
        self, askable: Askable, now: datetime, *, longest_walk: int = LONGEST_WALK
    ) -> None:
        self._askable = askable
        self._now = now
        self._longest_walk = longest_walk
        self._words = SearchWordStore(askable)

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
        self._plan(may_sort=way.is_few)
        if way.others or wanted.narrowed.search is not None:
            query = self._walk(viewer, way, order, after)
        else:
            query = _plain(
                _Shape(
                    side=viewer.side,
                    order=order,
                    goes_on=after is not None,
                    is_open=wanted.is_open,
                    has_department=wanted.department is not None,
                    has_owner=wanted.organisation_id is not None,
                    has_assignee=wanted.assignee is not None,
                )
            )
        values = {
            "most": limit + 1,
            "department": wanted.department,
            "owner": wanted.organisation_id,
            "assignee": wanted.assignee,
            **key_values(after),
            **shown_to(viewer),
        }
        return self._stretch(self._askable.execute(query, values).all(), order, limit)

    def _stretch(self, rows: Sequence[Any], order: ListOrder, limit: int) -> Stretch:
        found: list[ShownRequest] = []
        last: ListKey | None = None
        ends_at: ListKey | None = None
        for row in rows:
            key = ListKey(request_id=row.id, at=row.at if order == "activity" else None)
            if row.fits and len(found) == limit:
                ends_at = last
                break
            if row.fits:
                found.append(shown_of(row))
                last = key
            if row.step == self._longest_walk:
                ends_at = key
        return Stretch(requests=tuple(found), ends_at=ends_at)

    def _way(self, viewer: Viewer, wanted: DeskFilter) -> _Way:
        along, others = _conditions(wanted)
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

    def _walk(
        self, viewer: Viewer, way: _Way, order: ListOrder, after: ListKey | None
    ) -> Select[Any]:
        if not way.others:
            return in_order(
                _fitting(viewer.side).where(*way.along), viewer.side, order, after
            ).limit(MOST)
        at = ACTIVE_AT[viewer.side].label("at")
        step = func.row_number().over(order_by=_order(order, at, REQUEST.c.id)).label("step")
        source = select(REQUEST.c.id, at, and_(*way.others).label("fits"), step).where(*way.along)
        walked = (
            in_order(source, viewer.side, order, after).limit(self._longest_walk).subquery("walked")
        )
        picked = (
            select(walked)
            .where(or_(walked.c.fits, walked.c.step == self._longest_walk))
            # In the words of the walk, so that PostgreSQL sees that it is in order.
            .order_by(*_order(order, walked.c.at, walked.c.id))
            .limit(MOST)
            .subquery("picked")
        )
        return (
            shown_requests()
            .add_columns(picked.c.at, picked.c.fits, picked.c.step)
            .join(picked, picked.c.id == REQUEST.c.id)
            .order_by(*_order(order, picked.c.at, picked.c.id))
        )

    def _plan(self, *, may_sort: bool) -> None:
        """Say how the next question is planned; never by several processes, for a page."""
        sort = "on" if may_sort else "off"
        plan_with(self._askable, {"enable_sort": sort, "max_parallel_workers_per_gather": "0"})


def _conditions(wanted: DeskFilter) -> tuple[_Conditions, _Conditions]:
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


def _fitting(side: ViewerSide) -> Select[Any]:
    at = ACTIVE_AT[side].label("at")
    return shown_requests().add_columns(at, true().label("fits"), literal(0).label("step"))


@lru_cache(maxsize=128)  # more than there are
def _plain(shape: _Shape) -> Select[Any]:
    """Return the question that an index answers in its order; its values come with it."""
    wanted = DeskFilter(
        narrowed=ListFilter(),
        is_open=shape.is_open,
        is_overdue=False,
        department=cast("Any", bindparam("department")) if shape.has_department else None,
        organisation_id=cast("Any", bindparam("owner", type_=Uuid())) if shape.has_owner else None,
        assignee=cast("Any", bindparam("assignee", type_=Uuid())) if shape.has_assignee else None,
    )
    along, _ = _conditions(wanted)
    query = _fitting(shape.side).where(*along)
    return in_order(query, shape.side, shape.order, SOME_KEY if shape.goes_on else None).limit(MOST)


def _order(
    order: ListOrder, at: ColumnElement[Any], request_id: ColumnElement[Any]
) -> tuple[ColumnElement[Any], ...]:
    return (at.desc(), request_id.desc()) if order == "activity" else (request_id.desc(),)
