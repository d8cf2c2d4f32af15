"""What a deletion run may destroy, and the digest of its frozen list."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date

from billing_docs.domain.document import BillingDocument
from billing_docs.domain.retention import is_over
from contracts.deletion import DeletionItem, KeptBecause
from contracts.retention import Hold, Restriction


def digest_of(items: Iterable[DeletionItem]) -> str:
    """Return the SHA-256 of a list: which documents with which bytes, in whatever order given."""
    lines = sorted(f"{item.document_id} {item.sha256} {item.size_bytes}\n" for item in items)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def reason_to_keep(
    item: DeletionItem,
    document: BillingDocument | None,
    *,
    holds: Sequence[Hold],
    restriction: Restriction | None,
    today: date,
) -> KeptBecause | None:
    """Return why a listed document is kept after all, None where it may go now.

    The list was true when it was frozen; since then cases may have come, clocks been lengthened.
    """
    if document is None or document.sha256 != item.sha256:
        return "other_file"
    if holds:
        return "held"
    # Who had it restricted may need it, and erasing is what he opposed (GDPR article 18 (1) b, c).
    if restriction is not None and restriction.ground == "gdpr_article_18":
        return "restricted"
    clocks = (document.available_until, document.retained_through, item.retained_through)
    if not all(is_over(clock, today) for clock in clocks):
        return "retained"
    return None
