"""Requests and answers of the catalog service."""

from datetime import datetime
from uuid import UUID

import msgspec

from contracts.money import Money
from contracts.packages import EntitlementSource


class Package(msgspec.Struct, frozen=True, kw_only=True):
    """A ServicePlus package on offer (SE-21)."""

    id: UUID
    key: str
    name: str
    description: str
    details_url: str | None
    unlocks: tuple[str, ...]
    contents: tuple[str, ...] = ()
    price_text: str | None = None
    trial_days: int = 0
    """How long it can be tried for nothing, once; 0: not at all."""


class Packages(msgspec.Struct, frozen=True, kw_only=True):
    """Every package on offer, by name."""

    items: tuple[Package, ...]


class Entitlement(msgspec.Struct, frozen=True, kw_only=True):
    """What the organisation may use now, and where the right comes from (SE-11).

    `until` is the instant from which it is over; `price` is known of what costs nothing.
    """

    key: str
    source: EntitlementSource
    price: Money | None
    until: datetime | None


class Entitlements(msgspec.Struct, frozen=True, kw_only=True):
    """Every entitlement of the caller's organisation, the base one first."""

    items: tuple[Entitlement, ...]
