"""An instant is the same one for PostgreSQL, wherever its offset is from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import DateTime, bindparam, select

from tests.chassis.stage import Stage

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)


def as_kept(stage: Stage, value: datetime) -> datetime:
    with stage.database.reading(every_organisation=True) as connection:
        kept = connection.scalar(select(bindparam("at", value, DateTime(timezone=True))))
    assert isinstance(kept, datetime)
    return kept


@pytest.mark.req("S3")
@pytest.mark.parametrize("hours", [-24 + 1 / 60, -18, -16, -15, 0, 1, 14, 15.5, 16, 22, 23.5])
def test_every_offset_that_can_be_written_is_read(stage: Stage, hours: float) -> None:
    there = NOON.astimezone(timezone(timedelta(hours=hours)))

    assert as_kept(stage, there) == NOON


@pytest.mark.req("S3")
def test_what_lies_outside_of_the_years_that_we_write_is_the_nearest_of_them(stage: Stage) -> None:
    first, last = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    east, west = (timezone(timedelta(hours=hours)) for hours in (20, -20))

    assert as_kept(stage, first.replace(tzinfo=east)) == first
    assert as_kept(stage, last.replace(tzinfo=west)) == last
