"""Lists of requests: whose, which of them, in which order. Pages are walks along an index."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, exists, func, or_, select, tuple_
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from tickets.domain.request_lists import ListFilter, ListKey, ListOrder
from tickets.domain.requests import CustomerRequest
from tickets.domain.visibility import Viewer, grantees_of
from tickets.store.conversation_tables import ENTRY, REQUEST_READING, REQUEST_SHARE
from tickets.store.requests import request_of, requests_with_names
from tickets.store.shares import is_running
from tickets.store.tables import REQUEST

# When something last happened that the side may know of.
ACTIVE_AT = {
    "customer": REQUEST.c.customer_active_at,
    "vendor": REQUEST.c.vendor_active_at,
    "partner": REQUEST.c.partner_active_at,
    "support": REQUEST.c.public_active_at,
}


class RequestListStore:
    """Lists of the organisation that the transaction has named."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def mine(
        self,
        viewer: Viewer,
        narrowed: ListFilter,
        order: ListOrder,
        after: ListKey | None,
        limit: int,
    ) -> list[CustomerRequest]:
        """Return up to `limit` of the viewer's own requests, continuing after a key."""
        query = requests_with_names().where(*_is_own(viewer), *matches(viewer, narrowed))
        return self._page(query, viewer, order, after, limit)

    def shared(
        self,
        viewer: Viewer,
        narrowed: ListFilter,
        order: ListOrder,
        after: ListKey | None,
        limit: int,
    ) -> list[CustomerRequest]:
        """Return up to `limit` requests of others that are shared with the viewer."""
        query = requests_with_names().where(
            REQUEST.c.organisation_id == viewer.organisation_id,
            REQUEST.c.requester_id != viewer.person_id,
            REQUEST.c.id.in_(self._shared_with(viewer)),
            *matches(viewer, narrowed),
        )
        return self._page(query, viewer, order, after, limit)

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
        """Return how many of the viewer's own requests hold something that he has not read."""
        query = (
            select(func.count()).select_from(REQUEST).where(*_is_own(viewer), _is_unread(viewer))
        )
        return self._session.scalars(query).one()

    def _shared_with(self, viewer: Viewer) -> Select[Any]:
        return select(REQUEST_SHARE.c.request_id).where(
            REQUEST_SHARE.c.organisation_id == viewer.organisation_id,
            REQUEST_SHARE.c.grantee.in_(grantees_of(viewer)),
            is_running(self._now),
        )

    def _page(
        self,
        query: Select[Any],
        viewer: Viewer,
        order: ListOrder,
        after: ListKey | None,
        limit: int,
    ) -> list[CustomerRequest]:
        return [
            request_of(row)
            for row in self._session.execute(in_order(query, viewer, order, after).limit(limit))
        ]


def in_order(
    query: Select[Any], viewer: Viewer, order: ListOrder, after: ListKey | None
) -> Select[Any]:
    """Return the query in the order, beginning after a key."""
    active_at = ACTIVE_AT[viewer.side]
    if order == "opened":
        if after is not None:
            query = query.where(REQUEST.c.id < after.request_id)
        return query.order_by(REQUEST.c.id.desc())
    if after is not None:
        query = query.where(tuple_(active_at, REQUEST.c.id) < tuple_(after.at, after.request_id))
    return query.order_by(active_at.desc(), REQUEST.c.id.desc())


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
    read_through = (
        select(REQUEST_READING.c.read_through)
        .where(
            REQUEST_READING.c.request_id == REQUEST.c.id,
            REQUEST_READING.c.person_id == viewer.person_id,
        )
        # Of the very request that is asked about, which stands two selects further out.
        .correlate(REQUEST)
        .scalar_subquery()
    )
    return exists().where(
        _is_readable_entry(viewer),
        ENTRY.c.author_id.is_distinct_from(viewer.person_id),
        ENTRY.c.number > func.coalesce(read_through, 0),
    )


def _says(viewer: Viewer, search: str) -> ColumnElement[bool]:
    """Whether the number, the words of the request, or a comment he may read has it."""
    conditions = [
        REQUEST.c.title.icontains(search, autoescape=True),
        REQUEST.c.description.icontains(search, autoescape=True),
        exists().where(_is_readable_entry(viewer), ENTRY.c.body.icontains(search, autoescape=True)),
    ]
    if search.isascii() and search.isdigit() and len(search) <= _LONGEST_NUMBER:
        conditions.append(REQUEST.c.number == int(search))
    return or_(*conditions)


def _is_readable_entry(viewer: Viewer) -> ColumnElement[bool]:
    return and_(
        ENTRY.c.organisation_id == REQUEST.c.organisation_id,
        ENTRY.c.request_id == REQUEST.c.id,
        ENTRY.c.audience.in_(viewer.audiences),
    )


_LONGEST_NUMBER = 15


def ids_of(requests: list[CustomerRequest]) -> list[UUID]:
    """Return the ids of the requests, in their order."""
    return [request.id for request in requests]
