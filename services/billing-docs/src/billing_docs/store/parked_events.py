"""Events that were set aside, as people look for them; the chassis keeps and replays them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select, tuple_
from sqlalchemy.orm import Session

from chassis.tables import PARKED

# A publisher's event begins with what it is about; its file comes after that.
_SEEN_BYTES = 2000
_COLUMNS = [
    *(PARKED.c[name] for name in ("id", "event_type", "event_source", "event_id", "publisher")),
    *(PARKED.c[name] for name in ("code", "explanation", "waits_for", "attempts")),
    *(PARKED.c[name] for name in ("first_seen_at", "last_seen_at")),
    func.octet_length(PARKED.c.body).label("size_bytes"),
    func.substring(PARKED.c.body, 1, _SEEN_BYTES).label("beginning"),
]
_WAITING = PARKED.c.state == "parked"


class ParkedEventStore:
    """The messages of this service that wait for somebody."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def page(self, *, code: str | None, before: UUID | None, limit: int) -> Sequence[Row[Any]]:
        """Return up to `limit` events, the latest first, each with the beginning of its body."""
        place = tuple_(PARKED.c.first_seen_at, PARKED.c.id)
        selected = select(*_COLUMNS).where(_WAITING)
        if code is not None:
            selected = selected.where(PARKED.c.code == code)
        if before is not None:
            there = select(PARKED.c.first_seen_at, PARKED.c.id).where(PARKED.c.id == before)
            selected = selected.where(place < there.scalar_subquery())
        ordered = selected.order_by(PARKED.c.first_seen_at.desc(), PARKED.c.id.desc())
        return self._session.execute(ordered.limit(limit)).all()

    def counts(self) -> list[tuple[str, int]]:
        """Return how many events wait for each reason, the most frequent first."""
        count = func.count()
        rows = self._session.execute(
            select(PARKED.c.code, count)
            .where(_WAITING)
            .group_by(PARKED.c.code)
            .order_by(count.desc(), PARKED.c.code)
        )
        return [(code, number) for code, number in rows]
