"""What became of a document and of its one notice: what services ask each other about it."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from contracts.inbound import DocumentType
from contracts.retention import RestrictionGround

DeliveryState = Literal[
    "queued", "being_sent", "deferred", "in_doubt", "sent", "bounced", "abandoned"
]
"""How far a message has come; the last three are final, `in_doubt` may have arrived (RFC 1047)."""


class FindDocument(msgspec.Struct, frozen=True, kw_only=True):
    """Which document; `organisation_id` is named by the vendor's people only."""

    document_id: UUID
    organisation_id: UUID | None = None


class ToldAddress(msgspec.Struct, frozen=True, kw_only=True):
    """A customer's one address, without saying it: its digest, and since when it is named.

    The digest is the SHA-256 of the address in lower case, in hexadecimal: who knows the address
    can compare it.
    """

    sha256: str
    named_at: datetime


class FoundDocument(msgspec.Struct, frozen=True, kw_only=True):
    """That there is or was such a document, and whether its arrival was to be told."""

    id: UUID
    organisation_id: UUID
    number: str
    deleted_at: datetime | None
    restriction: RestrictionGround | None
    """Why it is kept out of sight; of data protection the vendor's people alone are told."""
    restricted_at: datetime | None
    notice_requested_at: datetime | None
    """None where nobody was told."""
    is_on_paper: bool
    """It went by post, as its customer wanted then; so nobody was to be told."""
    notice_key: str
    """The idempotency key under which the notice was asked for, if it was."""
    address: ToldAddress | None
    """Whom the next document will be told to."""
    document_type: DocumentType | None = None
    """None where billing-docs does not say yet; then only who sees every type is shown it."""


class DeliveryQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which message about a document; `organisation_id` is named by the vendor's people only."""

    idempotency_key: Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
    organisation_id: UUID | None = None


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """How far a message has come, and since when."""

    state: DeliveryState
    at: datetime
    next_try_at: datetime | None
    recipient_sha256: str
    """As in `ToldAddress`."""
    recipient: str | None
    """The address itself, to the organisation's administrators and the vendor's people."""
