"""What keeps a document, and what may be done with it next."""

from dataclasses import dataclass
from datetime import date, datetime

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
            kept.restriction is None
            and not is_held
            and not is_out
            and is_over(kept.document.available_until, today),
        ),
        ("propose", may_be_destroyed(kept, today)),
    )
    return tuple(action for action, may in wanted if may)


def may_be_destroyed(kept: KeptDocument, today: date) -> bool:
    """Return whether both clocks have run out, and neither a case nor its subject needs it.

    Whoever had it restricted opposed its erasure (GDPR article 18 (1) b and c).
    """
    needs_it = kept.restriction is not None and kept.restriction.ground == "gdpr_article_18"
    return is_over(kept.document.retained_through, today) and not kept.holds and not needs_it
