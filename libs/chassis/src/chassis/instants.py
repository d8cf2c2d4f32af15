"""Instants as PostgreSQL reads them."""

from datetime import UTC, datetime, timedelta

from psycopg2.extensions import TimestampFromPy, register_adapter

# RFC 3339 writes offsets of up to a day, PostgreSQL reads those of less than sixteen hours.
_TOO_FAR = timedelta(hours=16)
_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def send_instants_as_read() -> None:
    """Let psycopg2 send each instant so that PostgreSQL reads it, wherever its offset is from."""
    register_adapter(datetime, lambda value: TimestampFromPy(as_read(value)))


def as_read(value: datetime) -> datetime:
    """Return the same instant, in UTC if PostgreSQL would not read its offset.

    Before the year 1 and after 9999, which have no such name in UTC, it is the nearest that has.
    """
    offset = value.utcoffset()
    if offset is None or abs(offset) < _TOO_FAR:
        return value
    try:
        return value.astimezone(UTC)
    except OverflowError:
        return _FIRST if offset > timedelta(0) else _LAST
