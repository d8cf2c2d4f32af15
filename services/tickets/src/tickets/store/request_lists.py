"""Lists of requests: whose, which of them, in which order. Pages are walks along an index."""

from datetime import datetime
from functools import lru_cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    DateTime,
    FromClause,
    Integer,
    Select,
    Uuid,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    tuple_,
)
from sqlalchemy.sql import ColumnElement

from chassis.database import Askable, plan_with
from tickets.domain.request_lists import ListFilter, ListKey, ListOrder
from tickets.domain.requests import CustomerRequest, ShownRequest
from tickets.domain.visibility import Viewer, ViewerSide, grantees_of
from tickets.store.conversation_tables import ENTRY, REQUEST_READING, REQUEST_SHARE
from tickets.store.requests import request_of, requests_with_names
from tickets.store.shares import is_running
from tickets.store.shown_requests import shown_of, shown_requests, shown_to
from tickets.store.tables import REQUEST

# When something last happened that the side may know of.
ACTIVE_AT = {
    "customer": REQUEST.c.customer_active_at,
    "vendor": REQUEST.c.vendor_active_at,
    "partner": REQUEST.c.partner_active_at,
    "support": REQUEST.c.public_active_at,
}


class RequestListStore:
    """Lists of the organisation that the transaction or the reading has named."""

    def __init__(self, session: Askable, now: datetime) -> None:
        self._session = session
        self._now = now

    def mine(
        self,
        viewer: Viewer,
        narrowed: ListFilter,
        order: ListOrder,
        after: ListKey | None,
        limit: int,
    ) -> list[ShownRequest]:
        """Return up to `limit` of the viewer's own requests, continuing after a key."""
        is_whole = narrowed == ListFilter()
        if _is_indexed(viewer.side, narrowed, order):
            # The planner takes organisation and person for independent, expects hardly any, and
            # would rather read and sort all of them.
            plan_with(self._session, {"enable_sort": "off"})
        if is_whole:
            query = _all_own(viewer.side, order, goes_on=after is not None)
        else:
            query = shown_requests().where(*_is_own(viewer), *matches(viewer, narrowed))
            query = in_order(query, viewer.side, order, after).limit(limit)
        return self._page(query, viewer, after, limit)

    def shared(
        self,
        viewer: Viewer,
        narrowed: ListFilter,
        order: ListOrder,
        after: ListKey | None,
        limit: int,
    ) -> list[ShownRequest]:
        """Return up to `limit` requests of others that are shared with the viewer."""
        query = shown_requests().where(*self._of_others(viewer), *matches(viewer, narrowed))
        query = in_order(query, viewer.side, order, after).limit(limit)
        return self._page(query, viewer, after, limit)

    def newest(self, viewer: Viewer, narrowed: ListFilter, limit: int) -> list[CustomerRequest]:
        """Return up to `limit` of his own and as many that are shared with him, to compare."""
        found: list[CustomerRequest] = []
        for which in (_is_own(viewer), self._of_others(viewer)):
            query = requests_with_names().where(*which, *matches(viewer, narrowed))
            newest = in_order(query, viewer.side, "opened", None).limit(limit)
            found += [request_of(row) for row in self._session.execute(newest)]
        return found

    def open_and_waiting(self, viewer: Viewer) -> tuple[int, int]:
        """Return how many of the viewer's own requests are open, and wait for him."""
        rows = self._session.execute(
            select(REQUEST.c.state, func.count().label("many"))
            .where(*_is_own(viewer), REQUEST.c.state != "closed")
            .group_by(REQUEST.c.state)
        )
        counts = {row.state: row.many for row in rows}
        return sum(counts.values()), counts.get("waiting_for_customer", 0)

    def changed_since(self, viewer: Viewer, since: datetime, limit: int) -> list[UUID]:
        """Return up to `limit` requests that the viewer sees with news since then, newest first.

        The vendor's people see those of all organisations that the transaction shows.
        """
        active_at = ACTIVE_AT[viewer.side]
        newest = (
            select(REQUEST.c.id)
            .where(active_at > since)
            .order_by(active_at.desc(), REQUEST.c.id.desc())
            .limit(limit)
        )
        if viewer.side == "vendor":
            return list(self._session.scalars(newest))
        own = newest.where(*_is_own(viewer)) if viewer.side == "customer" else None
        shared = newest.where(
            REQUEST.c.organisation_id == viewer.organisation_id,
            REQUEST.c.id.in_(self._shared_with(viewer)),
        )
        found = [*self._session.scalars(shared)]
        if own is not None:
            found += self._session.scalars(own)
        return list(dict.fromkeys(found))[:limit]

    def unread(self, viewer: Viewer) -> int:
        """Return how many of the viewer's own requests hold something that he has not read.

        Of the thousand in which something happened last: every page shows the number, and somebody
        may have opened very many.
        """
        active_at = ACTIVE_AT[viewer.side]
        latest = (
            select(REQUEST.c.id, REQUEST.c.organisation_id)
            .where(*_is_own(viewer))
            .order_by(active_at.desc(), REQUEST.c.id.desc())
            .limit(_LATEST)
            .subquery("latest")
        )
        # With an offset PostgreSQL asks for each of them, and never joins them with all entries.
        has_news = _unread_entries(viewer, latest).offset(0).exists()
        query = select(func.count()).select_from(latest).where(has_news)
        return self._session.scalars(query).one()

    def _shared_with(self, viewer: Viewer) -> Select[Any]:
        return select(REQUEST_SHARE.c.request_id).where(
            REQUEST_SHARE.c.organisation_id == viewer.organisation_id,
            REQUEST_SHARE.c.grantee.in_(grantees_of(viewer)),
            is_running(self._now),
        )

    def _of_others(self, viewer: Viewer) -> tuple[ColumnElement[bool], ...]:
        return (
            REQUEST.c.organisation_id == viewer.organisation_id,
            REQUEST.c.requester_id != viewer.person_id,
            REQUEST.c.id.in_(self._shared_with(viewer)),
        )

    def _page(
        self, query: Select[Any], viewer: Viewer, after: ListKey | None, limit: int
    ) -> list[ShownRequest]:
        values = {
            "owner": viewer.organisation_id,
            "most": limit,
            **shown_to(viewer),
            **key_values(after),
        }
        return [shown_of(row) for row in self._session.execute(query, values)]


def key_values(after: ListKey | None) -> dict[str, Any]:
    """Return the values of `SOME_KEY`."""
    return {} if after is None else {"after_id": after.request_id, "after_at": after.at}


MOST = cast("Any", bindparam("most", type_=Integer()))
# Stands for whatever key a page begins after, in questions that are built once.
SOME_KEY = ListKey(
    request_id=cast("Any", bindparam("after_id", type_=Uuid())),
    at=cast("Any", bindparam("after_at", type_=DateTime(timezone=True))),
)


@lru_cache(maxsize=32)  # more than there are
def _all_own(side: ViewerSide, order: ListOrder, *, goes_on: bool) -> Select[Any]:
    query = shown_requests().where(
        REQUEST.c.organisation_id == bindparam("owner", type_=Uuid()),
        REQUEST.c.requester_id == bindparam("viewer", type_=Uuid()),
    )
    return in_order(query, side, order, SOME_KEY if goes_on else None).limit(MOST)


def in_order(
    query: Select[Any], side: ViewerSide, order: ListOrder, after: ListKey | None
) -> Select[Any]:
    """Return the query in the order, beginning after a key."""
    active_at = ACTIVE_AT[side]
    if order == "opened":
        if after is not None:
            query = query.where(REQUEST.c.id < after.request_id)
        return query.order_by(REQUEST.c.id.desc())
    if after is not None:
        query = query.where(tuple_(active_at, REQUEST.c.id) < tuple_(after.at, after.request_id))
    return query.order_by(active_at.desc(), REQUEST.c.id.desc())


def _is_indexed(side: ViewerSide, narrowed: ListFilter, order: ListOrder) -> bool:
    """Whether an index has somebody's own requests in that order, so that a page is a walk."""
    if order == "opened":
        return narrowed == ListFilter() or narrowed.shows_open_alone
    # Of what customers see alone; without a sort another's order would be walked whole.
    return narrowed == ListFilter() and side == "customer"


def _is_own(viewer: Viewer) -> tuple[ColumnElement[bool], ...]:
    return (
        REQUEST.c.organisation_id == viewer.organisation_id,
        REQUEST.c.requester_id == viewer.person_id,
    )


def matches(viewer: Viewer, narrowed: ListFilter) -> list[ColumnElement[bool]]:
    """Return what a filter asks, as conditions on requests."""
    conditions: list[ColumnElement[bool]] = []
    if narrowed.states:
        conditions.append(REQUEST.c.state.in_(narrowed.states))
    if narrowed.kind is not None:
        conditions.append(REQUEST.c.kind == narrowed.kind)
    if narrowed.is_unread:
        conditions.append(_is_unread(viewer))
    if narrowed.search is not None:
        conditions.append(_says(viewer, narrowed.search))
    return conditions


def _is_unread(viewer: Viewer) -> ColumnElement[bool]:
    return _unread_entries(viewer, REQUEST).exists()


def _unread_entries(viewer: Viewer, request: FromClause) -> Select[Any]:
    """Return those of a request that stands further out; of `request`, id and organisation."""
    read_through = (
        select(REQUEST_READING.c.read_through)
        .where(
            REQUEST_READING.c.request_id == request.c.id,
            REQUEST_READING.c.person_id == viewer.person_id,
        )
        # Of the very request that is asked about, which stands two selects further out.
        .correlate(request)
        .scalar_subquery()
    )
    return select(ENTRY.c.id).where(
        _is_readable_entry(viewer, request),
        ENTRY.c.author_id.is_distinct_from(viewer.person_id),
        ENTRY.c.number > func.coalesce(read_through, 0),
    )


def _says(viewer: Viewer, search: str) -> ColumnElement[bool]:
    """Whether the number, the words of the request, or a comment he may read has it."""
    conditions = [
        REQUEST.c.title.icontains(search, autoescape=True),
        REQUEST.c.description.icontains(search, autoescape=True),
        exists().where(
            _is_readable_entry(viewer, REQUEST), ENTRY.c.body.icontains(search, autoescape=True)
        ),
    ]
    if search.isascii() and search.isdigit() and len(search) <= _LONGEST_NUMBER:
        conditions.append(REQUEST.c.number == int(search))
    return or_(*conditions)


def _is_readable_entry(viewer: Viewer, request: FromClause) -> ColumnElement[bool]:
    return and_(
        ENTRY.c.organisation_id == request.c.organisation_id,
        ENTRY.c.request_id == request.c.id,
        ENTRY.c.audience.in_(viewer.audiences),
    )


_LONGEST_NUMBER = 15
_LATEST = 1_000
