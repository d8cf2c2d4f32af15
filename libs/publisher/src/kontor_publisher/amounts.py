"""Amounts of money as people write them, made into integers of minor units."""

import re
from decimal import Decimal, InvalidOperation

from contracts.money import Money
from kontor_publisher.errors import InvalidDocument

# ISO 4217, list one: every other currency has two decimals.
_NO_DECIMALS = frozenset({
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG",
    "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF",
})  # fmt: skip
_THREE_DECIMALS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})
_CURRENCY = re.compile(r"[A-Z]{3}")


def money(amount: Decimal | int | str, currency: str) -> Money:
    """Return `amount` of `currency` in minor units: `money("119.00", "EUR")` is 11900 cents.

    Raises:
        InvalidDocument: not a number, a fraction of a minor unit, or not a currency code.
    """
    if not _CURRENCY.fullmatch(currency):
        raise InvalidDocument(f"{currency!r} is not a currency code such as EUR")
    decimals = 0 if currency in _NO_DECIMALS else 3 if currency in _THREE_DECIMALS else 2
    try:
        exact = Decimal(amount).scaleb(decimals)
        minor_units = int(exact)
    except (InvalidOperation, ValueError, OverflowError) as error:
        raise InvalidDocument(f"{amount!r} is not an amount such as 119.00") from error
    if minor_units != exact:
        raise InvalidDocument(f"{amount} {currency} has a fraction of the smallest unit")
    return Money(minor_units=minor_units, currency=currency)
