"""Writes numbers and dates the way German letters do."""

from datetime import date
from decimal import Decimal


def euros(cents: int) -> str:
    """Return "1.234,56 €" for 123456, with a no-break space and a real minus sign."""
    whole, rest = divmod(abs(cents), 100)
    minus = "\N{MINUS SIGN}" if cents < 0 else ""
    return f"{minus}{_grouped(whole)},{rest:02}\N{NO-BREAK SPACE}€"


def number(value: Decimal) -> str:
    """Return "1.234,5" for 1234.50."""
    whole, _, fraction = f"{value:f}".partition(".")
    fraction = fraction.rstrip("0")
    return _grouped(int(whole)) + (f",{fraction}" if fraction else "")


def day(value: date) -> str:
    """Return "05.03.2026" (DIN 5008)."""
    return f"{value:%d.%m.%Y}"


def iban(value: str) -> str:
    """Return an IBAN in groups of four (DIN 5008)."""
    return "\N{NO-BREAK SPACE}".join(value[at : at + 4] for at in range(0, len(value), 4))


def _grouped(whole: int) -> str:
    return f"{whole:,}".replace(",", ".")
