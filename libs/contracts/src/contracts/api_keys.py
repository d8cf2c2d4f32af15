"""What identity is asked about keys for machines that were made before."""

from datetime import datetime
from uuid import UUID

import msgspec


class ListedKey(msgspec.Struct, frozen=True, kw_only=True):
    """A key without its secret; revoked, it opens nothing any more."""

    id: UUID
    name: str
    scopes: tuple[str, ...]
    sources: tuple[str, ...]
    created_at: datetime
    revoked_at: datetime | None = None


class ApiKeys(msgspec.Struct, frozen=True, kw_only=True):
    """Every key of one organisation, the latest first."""

    items: tuple[ListedKey, ...]
