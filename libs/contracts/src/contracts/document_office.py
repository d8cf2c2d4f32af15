"""What the vendor's administration looks after: parked events, kept documents, ledgers."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from contracts.billing_docs import Limit
from contracts.inbound import CustomerNumber, DocumentType
from contracts.retention import Cursor, Reason

# A book of some ten thousand lines.
LARGEST_LEDGER_CHARACTERS = 1024 * 1024
MOST_REPLAYED = 100
# The findings of a reconciliation that are named one by one; the counts are always whole.
MOST_FINDINGS = 1000


class ParkedEventQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which events that wait: the latest first, of every reason unless one is named."""

    code: Annotated[str, msgspec.Meta(max_length=100)] | None = None
    cursor: Cursor | None = None
    limit: Limit = 50


class ParkedEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One message that was set aside whole, and why.

    `customer_number` and `number` are what can be seen of it without reading all of it; None where
    nothing can.
    """

    id: UUID
    event_type: str
    event_source: str
    event_id: str
    publisher: str
    code: str
    explanation: str
    """What is wrong and what to do, in English, as its publisher was told."""
    waits_for: str | None
    """What it is taken up by itself for, such as `customer:10001`."""
    customer_number: str | None
    number: str | None
    size_bytes: int
    attempts: int
    first_seen_at: datetime
    last_seen_at: datetime


class ParkedCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many events wait for one reason."""

    code: str
    count: int


class ParkedEventPage(msgspec.Struct, frozen=True, kw_only=True):
    """Events that wait; `counts` are of all of them, the most frequent reason first."""

    items: tuple[ParkedEvent, ...]
    counts: tuple[ParkedCount, ...]
    next_cursor: str | None


class ReplayParkedEvents(msgspec.Struct, frozen=True, kw_only=True):
    """Send events through the front door again."""

    ids: Annotated[tuple[UUID, ...], msgspec.Meta(min_length=1, max_length=MOST_REPLAYED)]


class ReplayedParkedEvents(msgspec.Struct, frozen=True, kw_only=True):
    """How many of them were sent again; the others do not wait any more, or cannot be sent."""

    count: int


class KeptDocumentQuery(msgspec.Struct, frozen=True, kw_only=True):
    """A document by what stands on it, also one that its customer does not see any more."""

    customer_number: CustomerNumber
    number: Annotated[str, msgspec.Meta(max_length=200)] = ""
    """Without one, only the customer is told."""


class KeptDocument(msgspec.Struct, frozen=True, kw_only=True):
    """One document that is kept, by what tells it from others."""

    document_id: UUID
    organisation_id: UUID
    document_type: DocumentType
    number: str
    issued_on: date
    is_shown: bool
    """Whether its customer sees it: it is neither deleted nor restricted."""


class KeptDocuments(msgspec.Struct, frozen=True, kw_only=True):
    """The customer, and his documents of that number, one of each type and source at most."""

    organisation_id: UUID
    customer_name: str
    items: tuple[KeptDocument, ...]


LedgerOutcome = Literal[
    "archived", "under_another_event", "other_number", "other_bytes", "parked", "missing"
]


class LedgerFinding(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a publisher's book that is not in order.

    `detail` is what the archive has instead, or why the event is parked.
    """

    outcome: LedgerOutcome
    source: str
    event_id: str
    number: str
    detail: str


class LedgerCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many lines there are of one outcome."""

    outcome: LedgerOutcome
    count: int


class Reconciliation(msgspec.Struct, frozen=True, kw_only=True):
    """A publisher's book beside the archive: how many lines of each kind, and which are wrong."""

    counts: tuple[LedgerCount, ...]
    findings: tuple[LedgerFinding, ...]
    """At most a thousand; the counts are whole."""


class DiscardParkedEvent(msgspec.Struct, frozen=True, kw_only=True):
    """Settle an event without taking it in; the reason is kept."""

    reason: Reason
