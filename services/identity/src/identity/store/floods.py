"""How often somebody asked within the hour."""

import hashlib
from datetime import datetime

from sqlalchemy import case, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from identity.domain.floods import WINDOW, Limit
from identity.store.sign_in_tables import FLOOD_COUNT


class FloodStore:
    """Counts in the caller's transaction. Never commits."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def count(self, limit: Limit, who: str) -> datetime | None:
        """Count one more; return when to come back, without counting, if it is one too many.

        One statement: many at once are counted one after the other.
        """
        known = FLOOD_COUNT.c
        is_over = known.began_at <= self._now - WINDOW
        counted = self._session.scalar(
            insert(FLOOD_COUNT)
            .values(key_sha256=_digest(limit, who), count=1, began_at=self._now)
            .on_conflict_do_update(
                index_elements=["key_sha256"],
                set_={
                    "count": case((is_over, 1), else_=known.count + 1),
                    "began_at": case((is_over, self._now), else_=known.began_at),
                },
                where=is_over | (known.count < limit.times),
            )
            .returning(known.count)
        )
        if counted is not None:
            return None
        query = select(known.began_at).where(known.key_sha256 == _digest(limit, who))
        began_at: datetime = self._session.scalars(query).one()
        return began_at + WINDOW

    def give_back(self, limit: Limit, who: str) -> None:
        """Take one from the count: what was asked for turned out to be in order."""
        self._session.execute(
            update(FLOOD_COUNT)
            .where(FLOOD_COUNT.c.key_sha256 == _digest(limit, who), FLOOD_COUNT.c.count > 0)
            .values(count=FLOOD_COUNT.c.count - 1)
        )

    def forget_old(self) -> None:
        """Delete counts of hours that are over."""
        self._session.execute(
            delete(FLOOD_COUNT).where(FLOOD_COUNT.c.began_at <= self._now - WINDOW)
        )


def _digest(limit: Limit, who: str) -> bytes:
    return hashlib.sha256(f"{limit.name}\0{who}".encode()).digest()
