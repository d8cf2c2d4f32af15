"""What was looked at in support sessions."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from chassis.ids import new_id
from contracts.events import SupportCallMade
from contracts.support import SupportAccess
from identity.store.support_tables import SUPPORT_ACCESS

_OWN = SUPPORT_ACCESS.c


class SupportAccessStore:
    """Accesses in the caller's transaction: added and read, never changed. Never commits."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def add_if_new(self, organisation_id: UUID, event_id: str, call: SupportCallMade) -> None:
        """Insert what a service told; the same event once more changes nothing."""
        self._session.execute(
            insert(SUPPORT_ACCESS)
            .values(
                id=new_id(),
                organisation_id=organisation_id,
                support_session_id=call.support_session_id,
                service=call.service,
                event_id=event_id,
                method=call.method,
                arguments=call.arguments,
                outcome=call.outcome,
                shown=list(call.shown),
                is_cut=call.is_cut,
                at=call.at,
            )
            .on_conflict_do_nothing(index_elements=["service", "event_id"])
        )

    def page(
        self, organisation_id: UUID, session_id: UUID, *, older_than: UUID | None, limit: int
    ) -> tuple[SupportAccess, ...]:
        """Return up to `limit` accesses of a session, the latest heard first."""
        query = select(SUPPORT_ACCESS).where(
            _OWN.organisation_id == organisation_id, _OWN.support_session_id == session_id
        )
        if older_than is not None:
            query = query.where(_OWN.id < older_than)
        rows = self._session.execute(query.order_by(_OWN.id.desc()).limit(limit))
        return tuple(_access(row) for row in rows)

    def all_of(self, organisation_id: UUID, session_id: UUID) -> tuple[SupportAccess, ...]:
        """Return every access of a session, in the order in which the calls were made."""
        rows = self._session.execute(
            select(SUPPORT_ACCESS)
            .where(_OWN.organisation_id == organisation_id, _OWN.support_session_id == session_id)
            .order_by(_OWN.at, _OWN.id)
        )
        return tuple(_access(row) for row in rows)


def _access(row: Row[Any]) -> SupportAccess:
    return SupportAccess(
        id=row.id,
        service=row.service,
        method=row.method,
        arguments=row.arguments,
        outcome=row.outcome,
        shown=tuple(row.shown),
        is_cut=row.is_cut,
        at=row.at,
    )
