"""Sessions that an organisation's identity provider has opened."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from identity.store.second_factor_tables import PENDING_SIGN_IN
from identity.store.tables import SESSION


class VouchedSessionStore:
    """Such sessions in the caller's transaction. Never commits."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def end_all(self, organisation_id: UUID) -> tuple[UUID, ...]:
        """End all that the organisation's provider has opened; return which were open.

        Sign-ins that wait for a second factor end too.
        """
        self._session.execute(
            delete(PENDING_SIGN_IN).where(PENDING_SIGN_IN.c.vouched_by == organisation_id)
        )
        ended = self._session.scalars(
            update(SESSION)
            .where(SESSION.c.vouched_by == organisation_id, SESSION.c.ended_at.is_(None))
            .values(ended_at=self._now)
            .returning(SESSION.c.id)
        )
        return tuple(ended)
