"""Money: an integer of minor units beside its currency (docs/adr/0007)."""

from typing import Annotated

import msgspec


class Money(msgspec.Struct, frozen=True, kw_only=True):
    """An amount, for example 11900 EUR for 119.00 euros."""

    minor_units: int
    currency: Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$", max_length=3)]
