"""Amounts as people type them into a form."""

import re
from decimal import Decimal

from contracts.money import Money
from gateway.problems import InvalidFields

_AMOUNT = re.compile(r"\d{1,7}([.,]\d{1,2})?")


def euros_in(field: str, typed: str) -> Money:
    """Return an amount in euros that was typed with a comma or a point.

    Raises:
        InvalidFields: it is none.
    """
    amount = typed.strip()
    if not _AMOUNT.fullmatch(amount):
        raise InvalidFields(((field, "wrong_format"),))
    return Money(minor_units=int(Decimal(amount.replace(",", ".")) * 100), currency="EUR")


def as_typed(value: Money) -> str:
    """Return an amount as it stands in such a field."""
    return f"{value.minor_units // 100},{value.minor_units % 100:02}"
