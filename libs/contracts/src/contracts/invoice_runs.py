"""Invoice runs: what was announced, and what has come of it."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from contracts.inbound import Text
from contracts.money import Money, Sum

RunState = Literal["unannounced", "open", "complete", "closed"]
"""Not announced yet; not all is here; all is here; ended by the vendor's people with a reason."""

# Of each list in a report; the counts beside them are always whole.
LONGEST_LIST = 1000


class InvoiceRunQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which runs, the last seen first; a publishing system sees those of its sources alone."""

    source: Annotated[str, msgspec.Meta(max_length=250)] | None = None
    state: RunState | None = None
    cursor: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 50


class InvoiceRun(msgspec.Struct, frozen=True, kw_only=True):
    """One run in a list; `announced_count` is None until it is announced."""

    id: UUID
    source: str
    run_id: str
    state: RunState
    announced_count: int | None
    received_count: int
    first_seen_at: datetime
    announced_at: datetime | None
    closed_at: datetime | None
    closed_reason: str | None


class InvoiceRuns(msgspec.Struct, frozen=True, kw_only=True):
    """One page of runs; `next_cursor` continues, None at the end."""

    items: tuple[InvoiceRun, ...]
    next_cursor: str | None


class RunFault(msgspec.Struct, frozen=True, kw_only=True):
    """An event of the run that is parked now, and why."""

    event_id: str
    number: str
    code: str


class RunTotal(msgspec.Struct, frozen=True, kw_only=True):
    """One currency's sum as announced and as received; None where nothing was said or came."""

    currency: str
    announced: Money | None
    received: Sum | None
    differs: bool


class InvoiceRunReport(msgspec.Struct, frozen=True, kw_only=True):
    """What has come of a run, at this moment; lists hold at most 1000 entries, counts are whole."""

    run: InvoiceRun
    is_complete: bool
    missing_count: int
    """How many announced documents are not archived."""
    missing_numbers: tuple[str, ...]
    """Which they are, where the announcement names numbers."""
    unexpected_count: int
    unexpected_numbers: tuple[str, ...]
    """Archived under this run although no such number was announced."""
    duplicate_count: int
    """Resends under further event ids; each changed nothing."""
    conflict_count: int
    conflicts: tuple[RunFault, ...]
    """Parked because they contradict a document or an event that is known."""
    parked_count: int
    parked: tuple[RunFault, ...]
    """Parked for any other reason."""
    totals: tuple[RunTotal, ...]
    without_total_count: int
    notified_count: int
    """Of how many documents the e-billing address was told."""
    postal_count: int
    """How many are brought by post, because the customer wants paper or no mail reached anybody."""
    bounced_count: int
    """Of how many of these notices the sending was given up."""
    opened_count: int
    """How many documents somebody has previewed or downloaded."""


class AnnounceRun(msgspec.Struct, frozen=True, kw_only=True):
    """What the vendor's administration announces for a system that does not do it itself.

    `source` is the system whose documents bear `run_id`. With the first number of a range comes the
    last one; the range then names every document of the run.
    """

    source: Annotated[str, msgspec.Meta(min_length=1, max_length=250)]
    run_id: Text
    document_count: Annotated[int, msgspec.Meta(ge=1, le=100_000)]
    first_number: Text | None = None
    last_number: Text | None = None
    total: Money | None = None


class CloseInvoiceRun(msgspec.Struct, frozen=True, kw_only=True):
    """End a run that will not become complete; the reason is kept."""

    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
