"""Whose turn it is to be sent events, in the caller's transaction; never commits.

One sender serves an organisation at a time. So one whose addresses are slow or dead keeps one
sender busy at most, and of each address's events one is on its way.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, bindparam, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.database import Askable
from notifications.store.webhook_tables import WEBHOOK_TURN

_FREE = or_(
    WEBHOOK_TURN.c.taken_until.is_(None),
    WEBHOOK_TURN.c.taken_until <= bindparam("at", type_=DateTime(timezone=True)),
)
# Asked twice a second for ever: built once.
_DUE = (
    select(WEBHOOK_TURN.c.organisation_id)
    .where(WEBHOOK_TURN.c.due_at <= bindparam("at", type_=DateTime(timezone=True)), _FREE)
    .limit(1)
)


class TurnStore:
    """Turns of the organisations that the transaction has opened."""

    def __init__(self, session: Askable) -> None:
        self._session = session

    def call(self, organisation_id: UUID, now: datetime) -> None:
        """Let the organisation be served; nobody else changes its turn until the commit."""
        self._session.execute(
            insert(WEBHOOK_TURN)
            .values(organisation_id=organisation_id, due_at=now, is_failing=False)
            .on_conflict_do_update(
                index_elements=["organisation_id"],
                set_={"due_at": func.least(func.coalesce(WEBHOOK_TURN.c.due_at, now), now)},
            )
        )

    def is_anybody_due(self, now: datetime) -> bool:
        """Return whether `take` is worth while."""
        return self._session.scalar(_DUE, {"at": now}) is not None

    def take(self, by: UUID, now: datetime, *, until: datetime, takes_failing: bool) -> UUID | None:
        """Return the organisation that has waited longest, which is served by `by` from now on."""
        query = select(WEBHOOK_TURN.c.organisation_id).where(
            WEBHOOK_TURN.c.due_at <= now,
            or_(WEBHOOK_TURN.c.taken_until.is_(None), WEBHOOK_TURN.c.taken_until <= now),
        )
        if not takes_failing:
            query = query.where(WEBHOOK_TURN.c.is_failing.is_(False))
        longest = query.order_by(WEBHOOK_TURN.c.due_at).limit(1).with_for_update(skip_locked=True)
        taken: UUID | None = self._session.scalar(
            update(WEBHOOK_TURN)
            .where(WEBHOOK_TURN.c.organisation_id == longest.scalar_subquery())
            .values(taken_by=by, taken_until=until)
            .returning(WEBHOOK_TURN.c.organisation_id)
        )
        return taken

    def hold(self, organisation_id: UUID, by: UUID, *, until: datetime) -> bool:
        """Keep serving the organisation; False if somebody else does by now."""
        held = self._session.scalar(
            update(WEBHOOK_TURN)
            .where(WEBHOOK_TURN.c.organisation_id == organisation_id, WEBHOOK_TURN.c.taken_by == by)
            .values(taken_until=until)
            .returning(WEBHOOK_TURN.c.organisation_id)
        )
        return held is not None

    def give_back(
        self, organisation_id: UUID, *, due_at: datetime | None, is_failing: bool
    ) -> None:
        """Let others serve the organisation, from `due_at` on; the caller holds its turn."""
        self._session.execute(
            update(WEBHOOK_TURN)
            .where(WEBHOOK_TURN.c.organisation_id == organisation_id)
            .values(due_at=due_at, is_failing=is_failing, taken_by=None, taken_until=None)
        )
