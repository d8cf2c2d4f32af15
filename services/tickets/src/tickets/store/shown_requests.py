"""Requests as somebody is shown them, with what he has not read and what was said last.

All of it comes by one question, whose parts are built once: building them anew for each page took
longer than the database's answer. Every question that begins with `shown_requests` takes the values
of `shown_to`.
"""

from dataclasses import replace
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Row,
    Select,
    String,
    Uuid,
    and_,
    bindparam,
    func,
    select,
)

from chassis.database import Askable
from tickets.domain.requests import ShownRequest
from tickets.domain.visibility import Viewer
from tickets.store.conversation_tables import ENTRY, REQUEST_READING
from tickets.store.request_type_tables import REQUEST_TYPE_VERSION
from tickets.store.request_types import type_of
from tickets.store.requests import request_of, requests_with_names
from tickets.store.tables import REQUEST


class ShownRequestStore:
    """Single requests of the organisation that the reading has named."""

    def __init__(self, askable: Askable) -> None:
        self._askable = askable

    def find(self, organisation_id: UUID, request_id: UUID, viewer: Viewer) -> ShownRequest | None:
        """Return one of the organisation's requests, whoever opened it, with its kind; or None.

        Whether the viewer may see it at all, the caller finds out.
        """
        row = self._askable.execute(
            _one(),
            {"organisation": organisation_id, "request": request_id, **shown_to(viewer)},
        ).one_or_none()
        if row is None:
            return None
        kind = None if row.definition is None else type_of(row.definition)
        return replace(shown_of(row), kind=kind)


@cache
def shown_requests() -> Select[Any]:
    """Return the question of all requests that the transaction shows, as a viewer sees them."""
    return requests_with_names().add_columns(
        _unread().label("unread"), _last_comment().label("last_comment")
    )


def shown_to(viewer: Viewer) -> dict[str, Any]:
    """Return the values that say who looks, and for whom the entries are meant that he may read."""
    return {"viewer": viewer.person_id, "audiences": sorted(viewer.audiences)}


def shown_of(row: Row[Any]) -> ShownRequest:
    """Return the request in a row of `shown_requests`."""
    return ShownRequest(request=request_of(row), unread=row.unread, last_comment=row.last_comment)


@cache
def _one() -> Select[Any]:
    kind = REQUEST_TYPE_VERSION.c
    return (
        shown_requests()
        .add_columns(kind.definition)
        .outerjoin(
            REQUEST_TYPE_VERSION,
            and_(kind.key == REQUEST.c.kind, kind.version == REQUEST.c.type_version),
        )
        .where(
            REQUEST.c.organisation_id == bindparam("organisation"),
            REQUEST.c.id == bindparam("request"),
        )
    )


def _unread() -> ColumnElement[Any]:
    reading = REQUEST_READING.c
    read_through = (
        select(reading.read_through)
        .where(reading.request_id == REQUEST.c.id, reading.person_id == _viewer())
        # Of the very request that is asked about, which stands two selects further out.
        .correlate(REQUEST)
        .scalar_subquery()
    )
    return (
        select(func.count())
        .select_from(ENTRY)
        .where(
            *_is_readable_entry(),
            ENTRY.c.author_id.is_distinct_from(_viewer()),
            ENTRY.c.number > func.coalesce(read_through, 0),
        )
        .correlate(REQUEST)
        .scalar_subquery()
    )


def _last_comment() -> ColumnElement[Any]:
    return (
        select(ENTRY.c.body)
        .where(*_is_readable_entry(), ENTRY.c.kind == "comment")
        .order_by(ENTRY.c.number.desc())
        .limit(1)
        .correlate(REQUEST)
        .scalar_subquery()
    )


def _is_readable_entry() -> tuple[ColumnElement[bool], ...]:
    audiences = bindparam("audiences", type_=ARRAY(String))
    return (
        ENTRY.c.organisation_id == REQUEST.c.organisation_id,
        ENTRY.c.request_id == REQUEST.c.id,
        ENTRY.c.audience == func.any(audiences),
    )


def _viewer() -> ColumnElement[Any]:
    return bindparam("viewer", type_=Uuid())
