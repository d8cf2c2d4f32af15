"""Contracts for tests of what their days come to."""

from datetime import date, timedelta
from typing import Any

from catalog.domain.terms import Terms

LAST = date(2027, 1, 31)


def terms(**changes: Any) -> Terms:
    """Return a cloud contract that ends on 31 January 2027, with `changes`."""
    values: dict[str, Any] = {"starts_on": date(2025, 2, 1), "ends_on": LAST, "kind": "cloud"}
    return Terms(**(values | changes))


def renewing(**changes: Any) -> Terms:
    """Return a contract of yearly periods that renews itself, the present one to 31 January."""
    return terms(**({"ends_on": None, "auto_renews": True, "period_months": 12} | changes))


def days_after(day: date, days: int) -> date:
    """Return the day so many days later."""
    return day + timedelta(days=days)
