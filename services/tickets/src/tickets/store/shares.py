"""Who sees requests besides their requesters, in the caller's transaction; never commits."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql import ColumnElement

from chassis.database import Askable
from contracts.conversations import ShareWith
from tickets.domain.requests import CustomerRequest
from tickets.domain.visibility import SharedWith, grantee_in
from tickets.store.conversation_tables import REQUEST_SHARE


class ShareStore:
    """The shares of one organisation's requests; and for a partner, those that name it."""

    def __init__(self, session: Askable, now: datetime) -> None:
        self._session = session
        self._now = now

    def of_request(self, organisation_id: UUID, request_id: UUID) -> tuple[SharedWith, ...]:
        """Return with whom a request is shared, also where that is over."""
        rows = self._session.execute(
            select(REQUEST_SHARE)
            .where(
                REQUEST_SHARE.c.organisation_id == organisation_id,
                REQUEST_SHARE.c.request_id == request_id,
            )
            .order_by(REQUEST_SHARE.c.grantee)
        )
        return tuple(_share(row) for row in rows)

    def put(
        self,
        request: CustomerRequest,
        share_with: ShareWith,
        *,
        may_edit: bool,
        ends_at: datetime | None,
        shared_by: UUID,
    ) -> None:
        """Let them see the request, or change for how long and whether they may edit it."""
        values = {
            "may_edit": may_edit,
            "ends_at": ends_at,
            "shared_by": shared_by,
            "shared_at": self._now,
        }
        self._session.execute(
            insert(REQUEST_SHARE)
            .values(
                organisation_id=request.requester.organisation_id,
                request_id=request.id,
                grantee=grantee_in(share_with),
                partner_id=share_with.partner_id,
                **values,
            )
            .on_conflict_do_update(index_elements=["request_id", "grantee"], set_=values)
        )

    def remove(self, request: CustomerRequest, share_with: ShareWith) -> bool:
        """Let them see the request no more; return whether they could."""
        removed = self._session.scalar(
            delete(REQUEST_SHARE)
            .where(
                REQUEST_SHARE.c.organisation_id == request.requester.organisation_id,
                REQUEST_SHARE.c.request_id == request.id,
                REQUEST_SHARE.c.grantee == grantee_in(share_with),
            )
            .returning(REQUEST_SHARE.c.request_id)
        )
        return removed is not None

    def of_person(self, organisation_id: UUID, person_id: UUID, until: datetime) -> list[UUID]:
        """Return which requests were shared with a person himself before an instant."""
        rows = self._session.scalars(
            select(REQUEST_SHARE.c.request_id)
            .where(
                REQUEST_SHARE.c.organisation_id == organisation_id,
                REQUEST_SHARE.c.grantee == f"person:{person_id}",
                REQUEST_SHARE.c.shared_at <= until,
            )
            .order_by(REQUEST_SHARE.c.request_id)
        )
        return list(rows)

    def owner_for_partner(self, partner_id: UUID, request_id: UUID) -> UUID | None:
        """Return whose request it is that is shared with the partner just now, or None."""
        return self._session.scalars(
            select(REQUEST_SHARE.c.organisation_id).where(
                REQUEST_SHARE.c.partner_id == partner_id,
                REQUEST_SHARE.c.request_id == request_id,
                is_running(self._now),
            )
        ).one_or_none()

    def page_for_partner(
        self, partner_id: UUID, *, older_than: UUID | None, limit: int
    ) -> list[tuple[UUID, UUID]]:
        """Return up to `limit` requests shared with the partner, the newest first: id, whose."""
        query = select(REQUEST_SHARE.c.request_id, REQUEST_SHARE.c.organisation_id).where(
            REQUEST_SHARE.c.partner_id == partner_id, is_running(self._now)
        )
        if older_than is not None:
            query = query.where(REQUEST_SHARE.c.request_id < older_than)
        rows = self._session.execute(query.order_by(REQUEST_SHARE.c.request_id.desc()).limit(limit))
        return [(row.request_id, row.organisation_id) for row in rows]


def is_running(now: datetime) -> ColumnElement[bool]:
    """Return `SharedWith.is_over` turned round, as a condition on rows."""
    return or_(REQUEST_SHARE.c.ends_at.is_(None), REQUEST_SHARE.c.ends_at > now)


def _share(row: Row[Any]) -> SharedWith:
    kind, _, name = row.grantee.partition(":")
    return SharedWith(
        request_id=row.request_id,
        share_with=ShareWith(
            kind=kind,
            person_id=UUID(name) if kind == "person" else None,
            role=name if kind == "role" else None,
            partner_id=row.partner_id,
        ),
        may_edit=row.may_edit,
        ends_at=row.ends_at,
        shared_at=row.shared_at,
    )
