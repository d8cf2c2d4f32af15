"""What can be seen of an event that nobody could take in."""

import re

_CUSTOMER = re.compile(rb'"customer_number"\s*:\s*"([0-9]{5})"')
_NUMBER = re.compile(rb'"number"\s*:\s*"((?:[^"\\]|\\.){1,200})"')


def customer_in(beginning: bytes) -> str | None:
    """Return the customer number that an event names, None where none can be seen."""
    found = _CUSTOMER.search(beginning)
    return found[1].decode() if found else None


def number_in(beginning: bytes) -> str | None:
    """Return the number of the document that an event brings, None where none can be seen."""
    found = _NUMBER.search(beginning)
    if found is None:
        return None
    number = found[1].decode("utf-8", "replace")
    return "".join(each for each in number if each.isprintable()) or None
