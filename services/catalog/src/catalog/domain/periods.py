"""Periods of months: on which day each ends, whatever the length of its months."""

import calendar
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)


def last_day_of_months(first: date, months: int) -> date:
    """Return the last day of a period of so many months that begins with the day `first`.

    It ends on the day before the one that bears the number of its first day, and on the last of
    the month where there is none (§ 188 (2) and (3) BGB): 31 January and one month is 28 February.
    Later periods count from `first` as well, or a short month would shorten all that follow.
    """
    if first.day == 1:
        return _day(first.year, first.month + months - 1, 31)
    return _day(first.year, first.month + months, first.day - 1)


def period_around(first: date, months: int, day: date) -> date:
    """Return the last day of the period in which `day` lies; of the first one if it is earlier."""
    passed = (day.year - first.year) * 12 + day.month - first.month
    count = max(1, passed // months)
    while last_day_of_months(first, count * months) < day:
        count += 1
    while count > 1 and last_day_of_months(first, (count - 1) * months) >= day:
        count -= 1
    return last_day_of_months(first, count * months)


def _day(year: int, month: int, day: int) -> date:
    """Return a day whose month may be beyond December and whose day beyond the month's last."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))
