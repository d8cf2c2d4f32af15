"""Versions of what people change, counted from 1, as far as PostgreSQL's `integer` counts."""

from typing import Annotated

import msgspec

# One less than fits, for the next one must fit as well.
_LAST = 2**31 - 2

Version = Annotated[int, msgspec.Meta(ge=1, le=_LAST)]
BaseVersion = Annotated[int, msgspec.Meta(ge=0, le=_LAST)]
"""The version that a change was made from; 0 for what does not exist yet."""
