"""Public holidays of the German states."""

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any


class UnknownStateError(ValueError):
    """There is no German state with this code."""


def holidays_of(state: str) -> Callable[[date], bool]:
    """Return what tells the holidays of a German state by its code (ISO 3166-2:DE, such as `NW`).

    Raises:
        UnknownStateError: there is no such state.
    """
    calendar = _calendar(state)
    return lambda day: day in calendar


@cache
def _calendar(state: str) -> Any:
    import holidays

    try:
        return holidays.country_holidays("DE", subdiv=state)
    except NotImplementedError:
        raise UnknownStateError(state) from None
