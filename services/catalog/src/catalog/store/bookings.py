"""What organisations have booked and tried; never commits."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from catalog.domain.bookings import TRIAL_WARNING_DAYS, Booked
from catalog.domain.people import Person
from catalog.store.package_tables import PACKAGE, PACKAGE_BOOKING
from chassis.database import Askable
from chassis.ids import new_id
from contracts.events import Language
from contracts.packages import Booking, BookingSource
from contracts.request_types import Label


@dataclass(frozen=True, kw_only=True, slots=True)
class EndingTrial:
    """A trial that ends soon, and who is to be told."""

    booking_id: UUID
    organisation_id: UUID
    package_name: Label
    until: date
    email: str | None
    language: Language


class BookingStore:
    """Bookings of the organisations that the transaction has opened."""

    def __init__(self, session: Askable, now: datetime) -> None:
        self._session = session
        self._now = now

    def add(
        self,
        organisation_id: UUID,
        package_id: UUID,
        *,
        source: BookingSource,
        since: date,
        until: date | None,
        contact: Person | None = None,
    ) -> UUID | None:
        """Insert a booking; None where it is a second trial, or a second one without end."""
        added: UUID | None = self._session.scalar(
            insert(PACKAGE_BOOKING)
            .values(
                id=new_id(),
                organisation_id=organisation_id,
                package_id=package_id,
                source=source,
                since=since,
                until=until,
                contact_email=contact.email if contact else None,
                contact_language=contact.language if contact else None,
                booked_at=self._now,
            )
            .on_conflict_do_nothing()
            .returning(PACKAGE_BOOKING.c.id)
        )
        return added

    def of_organisation(self, organisation_id: UUID) -> list[Booked]:
        """Return all that the organisation has or had, the latest first."""
        return [_booked(row) for row in self._rows(organisation_id)]

    def described(
        self, organisation_id: UUID, *, today: date, language: str
    ) -> tuple[Booking, ...]:
        """Return the same as people read it."""
        return tuple(
            Booking(
                id=row.id,
                package_key=row.key,
                package_name=row.name_en if language == "en" else row.name_de,
                source=row.source,
                since=row.since,
                until=row.until,
                is_running=_booked(row).runs_on(today),
                unlocks=tuple(row.unlocks),
            )
            for row in self._rows(organisation_id)
        )

    def find(self, organisation_id: UUID, booking_id: UUID) -> Booked | None:
        """Return one booking of the organisation, or None."""
        query = _bookings().where(
            PACKAGE_BOOKING.c.organisation_id == organisation_id,
            PACKAGE_BOOKING.c.id == booking_id,
        )
        row = self._session.execute(query).first()
        return None if row is None else _booked(row)

    def end_on(self, organisation_id: UUID, booking_id: UUID, until: date) -> None:
        """Let the booking end with this day; who was warned before is warned again.

        The caller has locked the organisation.
        """
        self._session.execute(
            update(PACKAGE_BOOKING)
            .where(
                PACKAGE_BOOKING.c.organisation_id == organisation_id,
                PACKAGE_BOOKING.c.id == booking_id,
            )
            .values(until=until, warned_at=None)
        )

    def end_trial(self, organisation_id: UUID, package_id: UUID, *, before: date) -> None:
        """End a trial that still runs on the day `before` with the day before it."""
        self._session.execute(
            update(PACKAGE_BOOKING)
            .where(
                PACKAGE_BOOKING.c.organisation_id == organisation_id,
                PACKAGE_BOOKING.c.package_id == package_id,
                PACKAGE_BOOKING.c.source == "trial",
                PACKAGE_BOOKING.c.until >= before,
            )
            .values(until=before - timedelta(days=1))
        )

    def claim_ending_trials(self, today: date, limit: int) -> list[EndingTrial]:
        """Return trials that end within three days, each to one caller and once."""
        claimed = (
            update(PACKAGE_BOOKING)
            .where(
                PACKAGE_BOOKING.c.id.in_(
                    select(PACKAGE_BOOKING.c.id)
                    .where(
                        PACKAGE_BOOKING.c.source == "trial",
                        PACKAGE_BOOKING.c.warned_at.is_(None),
                        PACKAGE_BOOKING.c.until >= today,
                        PACKAGE_BOOKING.c.until <= today + timedelta(days=TRIAL_WARNING_DAYS),
                    )
                    .order_by(PACKAGE_BOOKING.c.until)
                    .limit(limit)
                    .with_for_update(skip_locked=True)
                )
            )
            .values(warned_at=self._now)
            .returning(PACKAGE_BOOKING.c.id)
        )
        ids = self._session.scalars(claimed).all()
        rows = self._session.execute(_bookings().where(PACKAGE_BOOKING.c.id.in_(ids)))
        return [
            EndingTrial(
                booking_id=row.id,
                organisation_id=row.organisation_id,
                package_name=Label(de=row.name_de, en=row.name_en),
                until=row.until,
                email=row.contact_email,
                language="en" if row.contact_language == "en" else "de",
            )
            for row in rows
        ]

    def has_tried(self, organisation_id: UUID, package_id: UUID) -> bool:
        """Whether the organisation tries the package, or did so before."""
        found = self._session.scalar(
            select(PACKAGE_BOOKING.c.id).where(
                PACKAGE_BOOKING.c.organisation_id == organisation_id,
                PACKAGE_BOOKING.c.package_id == package_id,
                PACKAGE_BOOKING.c.source == "trial",
            )
        )
        return found is not None

    def is_booked(self, organisation_id: UUID, package_id: UUID, today: date) -> bool:
        """Whether the package is booked for today or later, by whatever but a trial."""
        found = self._session.scalar(
            select(PACKAGE_BOOKING.c.id)
            .where(
                PACKAGE_BOOKING.c.organisation_id == organisation_id,
                PACKAGE_BOOKING.c.package_id == package_id,
                PACKAGE_BOOKING.c.source != "trial",
                or_(PACKAGE_BOOKING.c.until.is_(None), PACKAGE_BOOKING.c.until >= today),
            )
            .limit(1)
        )
        return found is not None

    def _rows(self, organisation_id: UUID) -> list[Row[Any]]:
        query = (
            _bookings()
            .where(PACKAGE_BOOKING.c.organisation_id == organisation_id)
            .order_by(PACKAGE_BOOKING.c.since.desc(), PACKAGE_BOOKING.c.id.desc())
        )
        return list(self._session.execute(query))


def _bookings() -> Select[Any]:
    return select(
        PACKAGE_BOOKING, PACKAGE.c.key, PACKAGE.c.name_de, PACKAGE.c.name_en, PACKAGE.c.unlocks
    ).join(PACKAGE, PACKAGE.c.id == PACKAGE_BOOKING.c.package_id)


def _booked(row: Row[Any]) -> Booked:
    return Booked(
        id=row.id,
        package_id=row.package_id,
        package_key=row.key,
        source=row.source,
        since=row.since,
        until=row.until,
        unlocks=tuple(row.unlocks),
    )
