"""Who has a place at a seminar; never commits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, update
from sqlalchemy.dialects.postgresql import insert

from catalog.domain.people import Person
from catalog.store.seminar_tables import SEMINAR_DATE, SEMINAR_PLACE
from chassis.database import Askable
from chassis.ids import new_id


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredPlace:
    """A place that somebody has."""

    id: UUID
    organisation_id: UUID
    date_id: UUID
    person: Person
    booked_at: datetime


class SeminarPlaceStore:
    """Places of people of the organisations that the transaction has opened."""

    def __init__(self, session: Askable, now: datetime) -> None:
        self._session = session
        self._now = now

    def add_if_none(self, organisation_id: UUID, date_id: UUID, person: Person) -> bool:
        """Insert a place; False where the person has one already.

        Waits for a concurrent insert of the same place to commit or roll back.
        """
        added = self._session.scalar(
            insert(SEMINAR_PLACE)
            .values(
                id=new_id(),
                organisation_id=organisation_id,
                date_id=date_id,
                person_id=person.id,
                person_name=person.name,
                person_email=person.email,
                person_language=person.language,
                booked_at=self._now,
            )
            .on_conflict_do_nothing()
            .returning(SEMINAR_PLACE.c.id)
        )
        return added is not None

    def give_back(self, organisation_id: UUID, date_id: UUID, person_id: UUID) -> bool:
        """End the person's place; False where he has none."""
        ended = self._session.scalar(
            update(SEMINAR_PLACE)
            .where(
                SEMINAR_PLACE.c.organisation_id == organisation_id,
                SEMINAR_PLACE.c.date_id == date_id,
                SEMINAR_PLACE.c.person_id == person_id,
                SEMINAR_PLACE.c.given_back_at.is_(None),
            )
            .values(given_back_at=self._now)
            .returning(SEMINAR_PLACE.c.id)
        )
        return ended is not None

    def held_by(
        self, organisation_id: UUID, person_id: UUID, date_ids: Iterable[UUID]
    ) -> frozenset[UUID]:
        """Return at which of these dates the person has a place."""
        rows = self._session.scalars(
            select(SEMINAR_PLACE.c.date_id).where(
                SEMINAR_PLACE.c.organisation_id == organisation_id,
                SEMINAR_PLACE.c.person_id == person_id,
                SEMINAR_PLACE.c.given_back_at.is_(None),
                SEMINAR_PLACE.c.date_id.in_(tuple(date_ids)),
            )
        )
        return frozenset(rows)

    def has_had(self, organisation_id: UUID, person_id: UUID, date_id: UUID) -> bool:
        """Whether the person has a place at the date, or had one."""
        found = self._session.scalar(
            select(SEMINAR_PLACE.c.id)
            .where(
                SEMINAR_PLACE.c.organisation_id == organisation_id,
                SEMINAR_PLACE.c.person_id == person_id,
                SEMINAR_PLACE.c.date_id == date_id,
            )
            .limit(1)
        )
        return found is not None

    def coming_of(self, organisation_id: UUID, person_id: UUID) -> list[StoredPlace]:
        """Return the person's places at dates that are not over, the next one first."""
        rows = self._session.execute(
            select(SEMINAR_PLACE)
            .join(SEMINAR_DATE, SEMINAR_DATE.c.id == SEMINAR_PLACE.c.date_id)
            .where(
                SEMINAR_PLACE.c.organisation_id == organisation_id,
                SEMINAR_PLACE.c.person_id == person_id,
                SEMINAR_PLACE.c.given_back_at.is_(None),
                SEMINAR_DATE.c.ends_at > self._now,
            )
            .order_by(SEMINAR_DATE.c.starts_at, SEMINAR_DATE.c.id)
            .limit(100)
        )
        return [_place(row) for row in rows]

    def at(self, date_id: UUID) -> list[StoredPlace]:
        """Return everybody's places at a date, in the order of booking."""
        rows = self._session.execute(
            select(SEMINAR_PLACE)
            .where(SEMINAR_PLACE.c.date_id == date_id, SEMINAR_PLACE.c.given_back_at.is_(None))
            .order_by(SEMINAR_PLACE.c.booked_at, SEMINAR_PLACE.c.id)
        )
        return [_place(row) for row in rows]


def _place(row: Row[Any]) -> StoredPlace:
    return StoredPlace(
        id=row.id,
        organisation_id=row.organisation_id,
        date_id=row.date_id,
        person=Person(
            id=row.person_id,
            name=row.person_name,
            email=row.person_email,
            language=row.person_language,
        ),
        booked_at=row.booked_at,
    )
