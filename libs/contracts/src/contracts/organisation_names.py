"""What organisations are called, for lists that name many of them."""

from typing import Annotated
from uuid import UUID

import msgspec

from contracts.principal import OrganisationKind

OrganisationIds = Annotated[tuple[UUID, ...], msgspec.Meta(max_length=100)]


class OrganisationName(msgspec.Struct, frozen=True, kw_only=True):
    """One organisation by its name, and by its number if it is a customer."""

    id: UUID
    name: str
    customer_number: str | None
    kind: OrganisationKind | None = None
    """Said where organisations are looked for; elsewhere nobody needs it."""


class OrganisationNames(msgspec.Struct, frozen=True, kw_only=True):
    """Those that are known, in no order."""

    items: tuple[OrganisationName, ...]
