"""Changes that support has proposed, and what became of them."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from contracts.support_changes import ProposedRequest, SupportChange
from identity.store.support_tables import SUPPORT_CHANGE

_OWN = SUPPORT_CHANGE.c


class SupportChangeStore:
    """Proposed changes in the caller's transaction. Never commits."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def add(self, change: SupportChange) -> None:
        """Insert a change that waits for the customer."""
        self._session.execute(
            insert(SUPPORT_CHANGE).values(
                id=change.id,
                organisation_id=change.organisation_id,
                support_session_id=change.support_session_id,
                request=msgspec.to_builtins(change.request),
                summary=change.summary,
                state=change.state,
                proposed_by=change.proposed_by,
                proposed_at=change.proposed_at,
                expires_at=change.expires_at,
            )
        )

    def find(self, organisation_id: UUID, change_id: UUID) -> SupportChange | None:
        """Return one of the organisation's changes, or None."""
        return self._one(organisation_id, change_id, is_locked=False)

    def lock(self, organisation_id: UUID, change_id: UUID) -> SupportChange | None:
        """Return one of the organisation's changes; nobody else decides it meanwhile."""
        return self._one(organisation_id, change_id, is_locked=True)

    def store(self, change: SupportChange) -> None:
        """Store what was decided or what came of it; the caller has locked the change."""
        self._session.execute(
            update(SUPPORT_CHANGE)
            .where(_OWN.id == change.id)
            .values(
                state=change.state,
                decided_by=change.decided_by,
                decided_at=change.decided_at,
                outcome_status=change.outcome_status,
                outcome_code=change.outcome_code,
            )
        )

    def of_organisation(
        self, organisation_id: UUID, *, session_id: UUID | None = None, limit: int = 500
    ) -> tuple[SupportChange, ...]:
        """Return the organisation's changes, or those of one of its sessions, newest first."""
        query = select(SUPPORT_CHANGE).where(_OWN.organisation_id == organisation_id)
        if session_id is not None:
            query = query.where(_OWN.support_session_id == session_id)
        rows = self._session.execute(
            query.order_by(_OWN.proposed_at.desc(), _OWN.id.desc()).limit(limit)
        )
        return tuple(self._described(row) for row in rows)

    def all_of(self, organisation_id: UUID, session_id: UUID) -> tuple[SupportChange, ...]:
        """Return everything that was proposed in a session, the first one first."""
        rows = self._session.execute(
            select(SUPPORT_CHANGE)
            .where(_OWN.organisation_id == organisation_id, _OWN.support_session_id == session_id)
            .order_by(_OWN.proposed_at, _OWN.id)
        )
        return tuple(self._described(row) for row in rows)

    def lapse_of(
        self, organisation_id: UUID, *, session_id: UUID | None = None
    ) -> tuple[SupportChange, ...]:
        """Let lapse what waits in the organisation, or of one session; return what lapsed."""
        conditions = [_OWN.organisation_id == organisation_id]
        if session_id is not None:
            conditions.append(_OWN.support_session_id == session_id)
        return self._lapse(*conditions)

    def lapse_overdue(self, *, limit: int = 1) -> tuple[SupportChange, ...]:
        """Let lapse what has waited too long; return what lapsed."""
        overdue = (
            select(_OWN.id)
            .where(_OWN.state == "pending_customer_ok", _OWN.expires_at <= self._now)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return self._lapse(_OWN.id.in_(overdue.scalar_subquery()))

    def _lapse(self, *conditions: ColumnElement[bool]) -> tuple[SupportChange, ...]:
        rows = self._session.execute(
            update(SUPPORT_CHANGE)
            .where(_OWN.state == "pending_customer_ok", *conditions)
            .values(state="lapsed")
            .returning(*_OWN)
        )
        return tuple(self._described(row) for row in rows)

    def _one(
        self, organisation_id: UUID, change_id: UUID, *, is_locked: bool
    ) -> SupportChange | None:
        query = select(SUPPORT_CHANGE).where(
            _OWN.organisation_id == organisation_id, _OWN.id == change_id
        )
        row = self._session.execute(query.with_for_update() if is_locked else query).first()
        return self._described(row) if row else None

    def _described(self, row: Row[Any]) -> SupportChange:
        is_overdue = row.state == "pending_customer_ok" and row.expires_at <= self._now
        return SupportChange(
            id=row.id,
            organisation_id=row.organisation_id,
            support_session_id=row.support_session_id,
            request=msgspec.convert(row.request, ProposedRequest),
            summary=row.summary,
            state="lapsed" if is_overdue else row.state,
            proposed_by=row.proposed_by,
            proposed_at=row.proposed_at,
            expires_at=row.expires_at,
            decided_by=row.decided_by,
            decided_at=row.decided_at,
            outcome_status=row.outcome_status,
            outcome_code=row.outcome_code,
        )
