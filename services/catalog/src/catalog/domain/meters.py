"""Meters: what a counter may show next, and what is far from usual (KM-21 to KM-23)."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from statistics import median

from contracts.equipment import CounterChange
from contracts.meters import RowProblem

READINGS_COMPARED = 6
USUAL_TIMES = 3  # "clear deviation": above 3 times or below a third of what is usual
FIRST_DAY = date(2000, 1, 1)
# A press of 300 pages a minute that never stops makes 432,000 a day.
MOST_A_DAY = 1_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Volume:
    """What was counted between two readings, and within how many days."""

    count: int
    days: int

    @property
    def daily(self) -> Fraction:
        """How much that is a day; readings of one day count as a day apart."""
        return Fraction(self.count, max(self.days, 1))


@dataclass(frozen=True, kw_only=True, slots=True)
class Meter:
    """A counter as it stands.

    `last_value` and `last_on` are of its last reading or change; `last_reading_on` of its last
    reading. `carried` is what was counted before changes that came since.
    """

    digits: int | None = None
    last_value: int | None = None
    last_on: date | None = None
    last_reading_on: date | None = None
    carried: int = 0
    recent: tuple[Volume, ...] = ()
    """Of the last six readings, the newest first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Judgement:
    """What is to be said of a reading before it is recorded."""

    problem: RowProblem | None = None
    field: str | None = None
    expected: tuple[int, int] | None = None
    """The smallest and the largest value that would be usual; None where nothing is known."""
    is_deviating: bool = False
    volume: Volume | None = None


def judge(meter: Meter, value: int, read_on: date, today: date) -> Judgement:
    """Return what is to be said of a reading of this counter.

    Equal or greater is good, smaller is not (KM-21). A deviation refuses nothing (KM-22).
    """
    problem, field = _problem_of(meter, value, read_on, today)
    if problem is not None:
        return Judgement(problem=problem, field=field)
    volume = _volume(meter, value, read_on)
    if volume is None:
        return Judgement()
    usual = _usual(meter)
    if usual is None:
        return Judgement(volume=volume)
    expected = _expected(meter, usual, volume.days)
    deviates = volume.daily > USUAL_TIMES * usual or volume.daily < usual / USUAL_TIMES
    return Judgement(expected=expected, is_deviating=deviates, volume=volume)


def after_reading(meter: Meter, value: int, read_on: date) -> Meter:
    """Return the counter after a good reading."""
    volume = _volume(meter, value, read_on)
    recent = meter.recent if volume is None else (volume, *meter.recent)
    return replace(
        meter,
        last_value=value,
        last_on=read_on,
        last_reading_on=read_on,
        carried=0,
        recent=recent[:READINGS_COMPARED],
    )


def problem_of_change(
    meter: Meter, change: CounterChange, changed_on: date, last_value: int | None, today: date
) -> tuple[str, str] | None:
    """Return which field of a swap or rollover is wrong and why, None if all are good."""
    if changed_on > today:
        return "changed_on", "in_the_future"
    if changed_on < FIRST_DAY:
        return "changed_on", "too_long_ago"
    if meter.last_on is not None and changed_on < meter.last_on:
        return "changed_on", "before_last_reading"
    if last_value is not None and meter.last_value is not None and last_value < meter.last_value:
        return "last_value", "below_last_value"
    if change == "rollover" and meter.digits is None and last_value is None:
        return "last_value", "digits_unknown"
    return None


def after_change(
    meter: Meter, change: CounterChange, changed_on: date, last_value: int | None, new_value: int
) -> Meter:
    """Return the counter after a swap or rollover: it goes on at `new_value`."""
    end = last_value if last_value is not None else meter.last_value
    if change == "rollover":
        # It shows nought one count after its largest number.
        largest = last_value if meter.digits is None else 10**meter.digits - 1
        end = None if largest is None else largest + 1
    counted = 0 if end is None or meter.last_value is None else max(end - meter.last_value, 0)
    if change == "rollover":
        counted += new_value
    return replace(meter, last_value=new_value, last_on=changed_on, carried=meter.carried + counted)


def estimate_of(meter: Meter, day: date) -> int | None:
    """Return what the counter should show on a day, None where nothing is usual for it."""
    usual = _usual(meter)
    if usual is None or meter.last_value is None or meter.last_on is None:
        return None
    return meter.last_value + round(usual * max((day - meter.last_on).days, 0))


def _problem_of(
    meter: Meter, value: int, read_on: date, today: date
) -> tuple[RowProblem | None, str | None]:
    return next(_problems(meter, value, read_on, today), (None, None))


def _problems(
    meter: Meter, value: int, read_on: date, today: date
) -> Iterator[tuple[RowProblem, str]]:
    """Yield what is wrong with a reading, what matters most first."""
    if value < 0:
        yield "negative", "value"
    if read_on > today:
        yield "in_the_future", "read_on"
    if read_on < FIRST_DAY:
        yield "too_long_ago", "read_on"
    if meter.digits is not None and value >= 10**meter.digits:
        yield "more_digits", "value"
    # Before the day: whoever is below the last value should hear that, whatever the day.
    if meter.last_value is not None and value < meter.last_value:
        yield "below_last", "value"
    if meter.last_on is not None and read_on < meter.last_on:
        yield "before_last_reading", "read_on"
    volume = _volume(meter, value, read_on)
    if volume is not None and volume.count > MOST_A_DAY * (volume.days + 1):
        yield "absurd", "value"


def _volume(meter: Meter, value: int, read_on: date) -> Volume | None:
    """Return what was counted since the last reading, None for the first."""
    if meter.last_value is None or meter.last_reading_on is None:
        return None
    count = value - meter.last_value + meter.carried
    return Volume(count=count, days=(read_on - meter.last_reading_on).days)


def _usual(meter: Meter) -> Fraction | None:
    """Return the median of what the last six readings say of a day (KM-22)."""
    return median(volume.daily for volume in meter.recent) if meter.recent else None


def _expected(meter: Meter, usual: Fraction, days: int) -> tuple[int, int]:
    """Return between which values a reading would be usual; never below the last value."""
    start, span = (meter.last_value or 0) - meter.carried, max(days, 1)
    smallest = max(start + math.ceil(usual * span / USUAL_TIMES), meter.last_value or 0)
    return smallest, max(start + math.floor(usual * span * USUAL_TIMES), smallest)
