"""Documents whose bytes are not the ones that were archived: found, never served, mended."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from contracts.billing_docs import Limit
from contracts.retention import Cursor

DamageKind = Literal["checksum_mismatch", "missing", "unreadable"]
"""Other bytes, no object at all, or an object that the store cannot read any more."""
FoundBy = Literal["scrub", "reader"]
MendedBy = Literal["intact_again", "other_version"]
"""The version is whole again (restored), or another version under the key took its place."""


class Damage(msgspec.Struct, frozen=True, kw_only=True):
    """One damage: from `found_at` to `mended_at` the document is served to nobody."""

    id: UUID
    organisation_id: UUID
    document_id: UUID
    kind: DamageKind
    found_at: datetime
    found_by: FoundBy
    mended_at: datetime | None = None
    mended_by: MendedBy | None = None


class DamageQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which damages: the latest first, those not mended unless `mended` asks for the others too."""

    mended: bool = False
    cursor: Cursor | None = None
    limit: Limit = 50


class DamagePage(msgspec.Struct, frozen=True, kw_only=True):
    """Damages, the latest first; `next_cursor` continues, None at the end."""

    items: tuple[Damage, ...]
    next_cursor: str | None


class Soundness(msgspec.Struct, frozen=True, kw_only=True):
    """What reading a document's bytes anew has shown."""

    document_id: UUID
    is_sound: bool
