"""Errors of meter readings that a caller may act on."""

from contracts.errors import WireError


class BelowLast(WireError):
    """The reading is smaller than the last one (KM-21).

    Arguments: the last value, the day it was read (ISO 8601).
    """

    code = "below_last"
