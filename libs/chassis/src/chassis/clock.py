"""Time as an argument: aware UTC instants, and business days as Europe/Berlin calendar days."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")


class Clock(Protocol):
    """Whoever knows what time it is."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        ...

    def today(self) -> date:
        """Return the present business day: the calendar day in Europe/Berlin."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """Return the calendar day in Europe/Berlin."""
        return self.now().astimezone(BERLIN).date()


class FixedClock:
    """A clock for unit tests that moves only when told to."""

    def __init__(self, instant: datetime) -> None:
        self._instant = instant

    def now(self) -> datetime:
        """Return the instant it was set to."""
        return self._instant

    def today(self) -> date:
        """Return the calendar day in Europe/Berlin."""
        return self._instant.astimezone(BERLIN).date()

    def move(self, by: timedelta) -> None:
        """Go forward (or back) by `by`."""
        self._instant += by


class MovableClock:
    """The machine's clock plus an offset in seconds that a file holds (docs/adr/0014).

    Everything that runs reads the same file, so a whole product walks through twelve months in
    seconds. The file is read anew when it changes; a missing file means no offset.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp: tuple[int, int] | None = None
        self._offset = timedelta()

    def now(self) -> datetime:
        """Return the machine's instant moved by the offset, aware, in UTC."""
        return datetime.now(UTC) + self._current_offset()

    def today(self) -> date:
        """Return the moved calendar day in Europe/Berlin."""
        return self.now().astimezone(BERLIN).date()

    def _current_offset(self) -> timedelta:
        try:
            status = self._path.stat()
        except FileNotFoundError:
            return timedelta()
        stamp = (status.st_mtime_ns, status.st_ino)
        if stamp != self._stamp:
            self._offset = timedelta(seconds=float(self._path.read_text().strip() or "0"))
            self._stamp = stamp
        return self._offset


def clock_for(environment: str, clock_file: Path | None) -> Clock:
    """Return the machine's clock, or the movable one where a clock file is named.

    Raises:
        ValueError: a clock file in production; time moves by itself there (BR-12).
    """
    if clock_file is None:
        return SystemClock()
    if environment == "production":
        raise ValueError("KONTOR_CLOCK_FILE is refused with KONTOR_ENV=production")
    return MovableClock(clock_file)
