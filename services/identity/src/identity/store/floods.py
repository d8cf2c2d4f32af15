"""How often somebody asked within the hour."""

import hashlib
from datetime import datetime

from sqlalchemy import bindparam, case, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.database import Askable
from identity.domain.floods import WINDOW, Limit
from identity.store.sign_in_tables import FLOOD_COUNT

# Made once: an answer must not tell by its time which of its ways it took.
_KNOWN = FLOOD_COUNT.c
_IS_OVER = _KNOWN.began_at <= bindparam("over")
_COUNT = (
    insert(FLOOD_COUNT)
    .values(key_sha256=bindparam("key"), count=1, began_at=bindparam("now"))
    .on_conflict_do_update(
        index_elements=["key_sha256"],
        set_={
            "count": case((_IS_OVER, 1), else_=_KNOWN.count + 1),
            "began_at": case((_IS_OVER, bindparam("now")), else_=_KNOWN.began_at),
        },
        where=_IS_OVER | (_KNOWN.count < bindparam("times")),
    )
    .returning(_KNOWN.count)
)


class FloodStore:
    """Counts in the caller's transaction. Never commits."""

    def __init__(self, session: Askable, now: datetime) -> None:
        self._session = session
        self._now = now

    def count(self, limit: Limit, who: str) -> datetime | None:
        """Count one more; return when to come back, without counting, if it is one too many.

        One statement: many at once are counted one after the other.
        """
        asked = {
            "key": _digest(limit, who),
            "now": self._now,
            "over": self._now - WINDOW,
            "times": limit.times,
        }
        counted = self._session.scalar(_COUNT, asked)
        if counted is not None:
            return None
        query = select(_KNOWN.began_at).where(_KNOWN.key_sha256 == asked["key"])
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
