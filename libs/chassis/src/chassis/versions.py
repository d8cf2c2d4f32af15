"""Version numbers of what is told, for those who hear it in any order."""

from sqlalchemy import BigInteger, ColumnElement, cast, func

_MICROSECONDS = 1_000_000


def later_version() -> ColumnElement[int]:
    """Return what selects a number greater than any that a transaction got which was waited for.

    To be selected while the row is locked that it is about. It is the database's clock, so it goes
    on growing where tables are built anew, which a counter in them would not.
    """
    seconds = func.extract("epoch", func.clock_timestamp())
    return cast(seconds * _MICROSECONDS, BigInteger)
