"""Documents that are about to leave the portal, and who was reminded of them."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from billing_docs.store.documents import in_portal
from billing_docs.store.export_tables import LEAVING_REMINDER
from billing_docs.store.tables import DOCUMENT

_LARGEST_BATCH = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Leaving:
    """What leaves within a time: how much, from which day to which, and when it was issued."""

    count: int
    first_day: date
    last_day: date
    issued_from: date
    issued_until: date


class LeavingStore:
    """Reminders in the caller's transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def due(self, today: date, until: date) -> list[UUID]:
        """Return customers with documents that leave by `until` and that no reminder covers."""
        rows = self._session.execute(
            select(DOCUMENT.c.organisation_id)
            .where(*_uncovered(today), DOCUMENT.c.available_until <= until)
            .distinct()
            .limit(_LARGEST_BATCH)
        )
        return [row.organisation_id for row in rows]

    def leaving(self, organisation_id: UUID, today: date, until: date) -> Leaving | None:
        """Return what of one customer leaves by `until` and is not covered, None if nothing."""
        days, issued = DOCUMENT.c.available_until, DOCUMENT.c.issued_on
        row = self._session.execute(
            select(
                func.count().label("count"),
                func.min(days).label("first_day"),
                func.max(days).label("last_day"),
                func.min(issued).label("issued_from"),
                func.max(issued).label("issued_until"),
            ).where(
                DOCUMENT.c.organisation_id == organisation_id, *_uncovered(today), days <= until
            )
        ).one()
        return Leaving(**row._mapping) if row.count else None  # type: ignore[truthy-function]  # noqa: SLF001 - a column named count; a row's public name

    def remind(
        self, organisation_id: UUID, month: date, *, covers_until: date, count: int, at: datetime
    ) -> bool:
        """Note the month's reminder; False if there was one, also of somebody else just now."""
        inserted = self._session.scalar(
            insert(LEAVING_REMINDER)
            .values(
                organisation_id=organisation_id,
                month=month,
                covers_until=covers_until,
                document_count=count,
                reminded_at=at,
            )
            .on_conflict_do_nothing()
            .returning(LEAVING_REMINDER.c.month)
        )
        return inserted is not None


def _uncovered(today: date) -> tuple[ColumnElement[bool], ...]:
    days = DOCUMENT.c.available_until
    return (*in_portal(), days >= today, days > func.coalesce(_covered_until(), today.min))


def _covered_until() -> ScalarSelect[date]:
    return (
        select(func.max(LEAVING_REMINDER.c.covers_until))
        .where(LEAVING_REMINDER.c.organisation_id == DOCUMENT.c.organisation_id)
        .correlate(DOCUMENT)
        .scalar_subquery()
    )
