"""Money: an integer of minor units beside its currency (docs/adr/0007)."""

from typing import Annotated

import msgspec

Currency = Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$", max_length=3)]
# What a database's bigint holds, in either direction.
MinorUnits = Annotated[int, msgspec.Meta(ge=-(2**63) + 1, le=2**63 - 1)]


class Money(msgspec.Struct, frozen=True, kw_only=True):
    """An amount, for example 11900 EUR for 119.00 euros."""

    minor_units: MinorUnits
    currency: Currency


class Sum(msgspec.Struct, frozen=True, kw_only=True):
    """What amounts come to together, which may be more than one of them may be."""

    minor_units: int
    currency: Currency
