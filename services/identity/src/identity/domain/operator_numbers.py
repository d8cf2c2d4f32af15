"""The ERP's number of a person: exactly three digits, kept as text (SE-40)."""

import re

from contracts.errors import InvalidInput

_OPERATOR_NUMBER = re.compile("[0-9]{3}")
_CUSTOMER_NUMBER = re.compile("[0-9]{5}")
_FIELD = "operator_number"


def operator_number(text: str) -> str:
    """Return the number as typed, leading zeros kept.

    Raises:
        InvalidInput: it is something else; five digits are told to be the customer number, which
            people mix it up with (SE-41).
    """
    typed = text.strip()
    if _OPERATOR_NUMBER.fullmatch(typed):
        return typed
    if _CUSTOMER_NUMBER.fullmatch(typed):
        raise InvalidInput(_FIELD, "looks_like_customer_number")
    raise InvalidInput(_FIELD, "not_three_digits")
