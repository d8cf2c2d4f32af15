"""How long documents are kept and by what: clocks, holds and restrictions, for the vendor's people.

Actors are ids as the audit trail has them (`person:<id>`); instants are UTC, days are Berlin's.
"""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from contracts.billing_docs import Limit
from contracts.inbound import DocumentType

Cursor = Annotated[str, msgspec.Meta(max_length=200)]
CaseId = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Reason = Annotated[str, msgspec.Meta(min_length=3, max_length=2000)]
RestrictionGround = Literal["gdpr_article_18", "portal_window_over"]
"""Why: somebody's right to it (GDPR article 18), or the portal's promise has run out."""
NextAction = Literal[
    "restrict", "lift_restriction", "place_hold", "release_hold", "delete_in_portal", "propose"
]


class PlaceHold(msgspec.Struct, frozen=True, kw_only=True):
    """Hold one document, or without one all of a customer's, those that are to come too."""

    organisation_id: UUID
    document_id: UUID | None = None
    case_id: CaseId
    reason: Reason


class GiveReason(msgspec.Struct, frozen=True, kw_only=True):
    """Why something is undone, for the record."""

    reason: Reason


class Hold(msgspec.Struct, frozen=True, kw_only=True):
    """One hold: nobody destroys what it covers until it is released, whatever the clocks say."""

    id: UUID
    organisation_id: UUID
    document_id: UUID | None
    case_id: str
    reason: str
    placed_at: datetime
    placed_by: str
    released_at: datetime | None = None
    released_by: str | None = None
    release_reason: str | None = None


class HoldQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which holds: the latest first, those in force unless `released` asks for the others too."""

    organisation_id: UUID | None = None
    case_id: CaseId | None = None
    released: bool = False
    cursor: Cursor | None = None
    limit: Limit = 50


class HoldPage(msgspec.Struct, frozen=True, kw_only=True):
    """Holds, the latest first; `next_cursor` continues, None at the end."""

    items: tuple[Hold, ...]
    next_cursor: str | None


class RestrictDocument(msgspec.Struct, frozen=True, kw_only=True):
    """Keep a document out of the customer's sight, and say why."""

    organisation_id: UUID
    ground: RestrictionGround
    reason: Reason


class Restriction(msgspec.Struct, frozen=True, kw_only=True):
    """One restriction: the document is kept, and shown to nobody without a reason."""

    id: UUID
    organisation_id: UUID
    document_id: UUID
    ground: RestrictionGround
    reason: str
    placed_at: datetime
    placed_by: str
    lifted_at: datetime | None = None
    lifted_by: str | None = None
    lift_reason: str | None = None


class RestrictionQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which restrictions: the latest first, those in force unless `lifted` asks for the others."""

    organisation_id: UUID | None = None
    lifted: bool = False
    cursor: Cursor | None = None
    limit: Limit = 50


class RestrictionPage(msgspec.Struct, frozen=True, kw_only=True):
    """Restrictions, the latest first; `next_cursor` continues, None at the end."""

    items: tuple[Restriction, ...]
    next_cursor: str | None


class Custody(msgspec.Struct, frozen=True, kw_only=True):
    """Both clocks of one document, what else keeps it, and what may be done with it next."""

    document_id: UUID
    organisation_id: UUID
    document_type: DocumentType
    number: str
    issued_on: date
    received_at: datetime
    available_until: date
    """The portal's clock: through this day the customer surely reads it."""
    retained_through: date
    """The law's clock, never the earlier of the two."""
    locked_until: datetime
    """Until when the object store itself refuses to delete it."""
    holds: tuple[Hold, ...]
    restriction: Restriction | None
    deleted_at: datetime | None
    """When it was taken out of the portal; its bytes are kept all the same."""
    next_actions: tuple[NextAction, ...]
