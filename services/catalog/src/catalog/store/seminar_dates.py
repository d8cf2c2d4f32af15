"""When seminars are held, and how many places are taken; never commits."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, update
from sqlalchemy.dialects.postgresql import insert

from catalog.store.seminar_tables import SEMINAR_DATE
from chassis.database import Askable
from contracts.trainings import PutSeminarDate


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredDate:
    """A date of a seminar as it is kept."""

    id: UUID
    content_id: UUID
    version: int
    starts_at: datetime
    ends_at: datetime
    place: str
    seats: int
    taken: int
    called_off_at: datetime | None
    changed_at: datetime

    def is_bookable(self, now: datetime) -> bool:
        """Whether somebody may still come in, as far as there are seats."""
        return self.called_off_at is None and now < self.starts_at


class SeminarDateStore:
    """Dates of all seminars."""

    def __init__(self, session: Askable, now: datetime) -> None:
        self._session = session
        self._now = now

    def find(self, date_id: UUID) -> StoredDate | None:
        """Return one date, or None."""
        row = self._session.execute(
            select(SEMINAR_DATE).where(SEMINAR_DATE.c.id == date_id)
        ).first()
        return None if row is None else _date(row)

    def lock(self, date_id: UUID) -> StoredDate | None:
        """Return one date, locked until the transaction ends, or None."""
        row = self._session.execute(
            select(SEMINAR_DATE)
            .where(SEMINAR_DATE.c.id == date_id)
            # Not the key: whoever books holds that, and comes for the rest of the row next.
            .with_for_update(key_share=True)
        ).first()
        return None if row is None else _date(row)

    def coming(self, content_id: UUID) -> list[StoredDate]:
        """Return the seminar's dates that are not over, the next one first."""
        rows = self._session.execute(
            select(SEMINAR_DATE)
            .where(SEMINAR_DATE.c.content_id == content_id, SEMINAR_DATE.c.ends_at > self._now)
            .order_by(SEMINAR_DATE.c.starts_at, SEMINAR_DATE.c.id)
            .limit(100)
        )
        return [_date(row) for row in rows]

    def add_if_new(self, wanted: PutSeminarDate) -> bool:
        """Insert a date; False if there is one of this id."""
        added = self._session.scalar(
            insert(SEMINAR_DATE)
            .values(id=wanted.date_id, version=1, taken=0, **self._values(wanted))
            .on_conflict_do_nothing()
            .returning(SEMINAR_DATE.c.id)
        )
        return added is not None

    def replace(self, wanted: PutSeminarDate) -> None:
        """Store the date's next version; the caller has locked it."""
        self._update(wanted.date_id, version=wanted.base_version + 1, **self._values(wanted))

    def call_off(self, date: StoredDate) -> None:
        """Note that the date is not held; the caller has locked it."""
        self._update(
            date.id, version=date.version + 1, called_off_at=self._now, changed_at=self._now
        )

    def take_seat(self, date_id: UUID) -> bool:
        """Count one more seat as taken; False where none is left, or nobody may come in any more.

        Callers who want the last one wait for each other; the rest find it taken.
        """
        taken = self._session.scalar(
            update(SEMINAR_DATE)
            .where(
                SEMINAR_DATE.c.id == date_id,
                SEMINAR_DATE.c.taken < SEMINAR_DATE.c.seats,
                SEMINAR_DATE.c.called_off_at.is_(None),
                SEMINAR_DATE.c.starts_at > self._now,
            )
            .values(taken=SEMINAR_DATE.c.taken + 1)
            .returning(SEMINAR_DATE.c.id)
        )
        return taken is not None

    def free_seat(self, date_id: UUID) -> None:
        """Count one seat less as taken; the caller has ended the place that held it."""
        self._update(date_id, taken=SEMINAR_DATE.c.taken - 1)

    def _values(self, wanted: PutSeminarDate) -> dict[str, object]:
        return {
            "content_id": wanted.content_id,
            "starts_at": wanted.starts_at,
            "ends_at": wanted.ends_at,
            "place": wanted.place,
            "seats": wanted.seats,
            "changed_at": self._now,
        }

    def _update(self, date_id: UUID, **values: object) -> None:
        self._session.execute(
            update(SEMINAR_DATE).where(SEMINAR_DATE.c.id == date_id).values(values)
        )


def _date(row: Row[Any]) -> StoredDate:
    return StoredDate(
        id=row.id,
        content_id=row.content_id,
        version=row.version,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        place=row.place,
        seats=row.seats,
        taken=row.taken,
        called_off_at=row.called_off_at,
        changed_at=row.changed_at,
    )
