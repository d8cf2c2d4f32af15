"""What happens in an organisation's own affairs, for the systems it connects (docs/adr/0055).

The service that owns a document, request, order or contract says that it changed and whether it is
shown; notifications keeps the sequence and hands it on. Nothing here holds words of people.
"""

from datetime import date, datetime
from typing import Annotated, Literal, TypeAlias, get_args
from uuid import UUID

import msgspec

from contracts.inbound import DocumentType

AFFAIR_CHANGED = "affair_changed"

FeedArea = Literal["documents", "requests", "orders", "contracts"]
FEED_AREAS: tuple[FeedArea, ...] = get_args(FeedArea)
FeedEventType = Literal[
    "kontor.document.arrived.v1",
    "kontor.request.shared.v1",
    "kontor.request.changed.v1",
    "kontor.order.placed.v1",
    "kontor.order.status_changed.v1",
    "kontor.contract.changed.v1",
]


class DocumentFacts(msgspec.Struct, frozen=True, kw_only=True, tag_field="area", tag="documents"):
    """What is told of a document."""

    number: str
    document_type: DocumentType
    issued_on: date


class RequestFacts(msgspec.Struct, frozen=True, kw_only=True, tag_field="area", tag="requests"):
    """What is told of a request: none of its words."""

    number: int
    kind: str
    state: str


class OrderFacts(msgspec.Struct, frozen=True, kw_only=True, tag_field="area", tag="orders"):
    """What is told of an order of consumables; it may be known by the ERP's number alone."""

    number: int | None
    erp_number: str | None
    status: str


class ContractFacts(msgspec.Struct, frozen=True, kw_only=True, tag_field="area", tag="contracts"):
    """What is told of a contract; without a last day it runs until further notice."""

    number: str
    begins_on: date
    ends_on: date | None


Facts: TypeAlias = DocumentFacts | RequestFacts | OrderFacts | ContractFacts


class AffairChanged(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation's document, request, order or contract is new, changed, shown or hidden.

    `version` grows with each change of one affair; of what is older only the event is kept.
    `type` is what the organisation's systems are told, None when only who is shown it changes.
    """

    organisation_id: UUID
    subject_id: UUID
    version: int
    facts: Facts
    type: FeedEventType | None
    is_shown: bool = True
    """Whether a person of the organisation who enters the area is shown it from now on."""
    shown_until: datetime | None = None
    is_gone: bool = False
    """It is gone for good: nothing of it is kept but that there were events about it."""
    at: datetime


class FeedQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which part of the feed: what came after the event of this id; from the first one without."""

    after: UUID | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=500)] = 100


class FeedPage(msgspec.Struct, frozen=True, kw_only=True):
    """Events in the order of the feed, each a CloudEvent as JSON; `after` continues from there."""

    events: tuple[msgspec.Raw, ...]
    after: UUID | None
