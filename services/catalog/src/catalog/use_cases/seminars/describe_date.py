"""A date of a seminar as somebody sees it."""

from datetime import datetime

from catalog.store.seminar_dates import StoredDate
from contracts.trainings import SeminarDate


def describe_date(date: StoredDate, now: datetime, *, has_place: bool) -> SeminarDate:
    """Return the date with what is left of its seats."""
    return SeminarDate(
        id=date.id,
        content_id=date.content_id,
        version=date.version,
        starts_at=date.starts_at,
        ends_at=date.ends_at,
        place=date.place,
        seats=date.seats,
        free_seats=date.seats - date.taken,
        changed_at=date.changed_at,
        is_called_off=date.called_off_at is not None,
        is_bookable=date.is_bookable(now) and date.taken < date.seats,
        has_place=has_place,
    )
