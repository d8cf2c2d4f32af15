"""Whom we have reminded of risks, by ISO week. Never commits."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from identity.store.risk_tables import RISK_REMINDER
from identity.store.tables import ORGANISATION

_KEPT = timedelta(days=60)


class RiskReminderStore:
    """Reminders in the caller's transaction."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def claim(self, organisation_id: UUID, week: str) -> bool:
        """Make the week's reminder of the organisation the caller's; False if somebody has it.

        Waits for a concurrent claim to commit or roll back.
        """
        claimed = self._session.scalar(
            insert(RISK_REMINDER)
            .values(organisation_id=organisation_id, week=week, reminded_at=self._now)
            .on_conflict_do_nothing()
            .returning(RISK_REMINDER.c.week)
        )
        return claimed is not None

    def vendor_to_remind(self, week: str) -> UUID | None:
        """Return the vendor that runs this installation while its week is not done, or None."""
        done = select(RISK_REMINDER.c.week).where(
            RISK_REMINDER.c.organisation_id == ORGANISATION.c.id, RISK_REMINDER.c.week == week
        )
        query = select(ORGANISATION.c.id).where(ORGANISATION.c.is_operator, ~done.exists())
        return self._session.scalar(query)

    def forget_old(self) -> None:
        """Delete what is older than anybody asks for."""
        self._session.execute(
            delete(RISK_REMINDER).where(RISK_REMINDER.c.reminded_at < self._now - _KEPT)
        )
