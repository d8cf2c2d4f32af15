"""Requests and answers of the catalog service."""

from datetime import datetime
from uuid import UUID

import msgspec

from contracts.money import Money


class Package(msgspec.Struct, frozen=True, kw_only=True):
    """A ServicePlus package on offer (SE-21)."""

    id: UUID
    key: str
    name: str
    description: str
    details_url: str | None
    unlocks: tuple[str, ...]


class Packages(msgspec.Struct, frozen=True, kw_only=True):
    """Every package on offer, by name."""

    items: tuple[Package, ...]


class Entitlement(msgspec.Struct, frozen=True, kw_only=True):
    """What the organisation may use now, and where the right comes from (SE-11)."""

    key: str
    source: str
    price: Money
    until: datetime | None


class Entitlements(msgspec.Struct, frozen=True, kw_only=True):
    """Every entitlement of the caller's organisation, the base one first."""

    items: tuple[Entitlement, ...]
