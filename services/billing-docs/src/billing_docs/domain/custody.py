"""What keeps a document, and what may be done with it next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from billing_docs.domain.document import BillingDocument
from billing_docs.domain.retention import is_over
from contracts.retention import Hold, NextAction, Restriction


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptDocument:
    """A document with what keeps it from sight and from being destroyed."""

    document: BillingDocument
    holds: tuple[Hold, ...]
    restriction: Restriction | None
    deleted_at: datetime | None


def next_actions(kept: KeptDocument, today: date) -> tuple[NextAction, ...]:
    """Return what may be done next, on the business day `today`."""
    is_held, is_out = bool(kept.holds), kept.deleted_at is not None
    wanted: tuple[tuple[NextAction, bool], ...] = (
        ("lift_restriction", kept.restriction is not None),
        ("restrict", kept.restriction is None),
        ("place_hold", True),
        ("release_hold", is_held),
        (
            "delete_in_portal",
            not is_held and not is_out and is_over(kept.document.available_until, today),
        ),
        ("propose", may_be_destroyed(kept.document.retained_through, kept.holds, today)),
    )
    return tuple(action for action, may in wanted if may)


def may_be_destroyed(retained_through: date, holds: Sequence[object], today: date) -> bool:
    """Return whether both clocks have run out and no case holds the document."""
    return is_over(retained_through, today) and not holds


def covers(hold: Hold, document_id: UUID) -> bool:
    """Return whether a hold of the document's customer is on the document."""
    return hold.document_id in {None, document_id}
