"""What the systems of an organisation are told of requests: what all of its people are shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from contracts.feed import FeedEventType
from tickets.domain.entries import NewEntry
from tickets.domain.visibility import SharedWith, audiences_of


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownToEverybody:
    """Whether the whole organisation is shown a request, and until when if that ends."""

    is_shown: bool
    until: datetime | None = None


def shown_to_everybody(shares: Iterable[SharedWith], now: datetime) -> ShownToEverybody:
    """Return whether it is shared with the whole organisation just now.

    Roles do not count: a machine account has none.
    """
    for share in shares:
        if share.share_with.kind == "organisation" and not share.is_over(now):
            return ShownToEverybody(is_shown=True, until=share.ends_at)
    return ShownToEverybody(is_shown=False)


def event_type_of(entry: NewEntry) -> FeedEventType | None:
    """Return what is told because of an entry; None for what customers may not read."""
    if entry.change == "shared" and entry.details.get("grantee") == "organisation":
        return "kontor.request.shared.v1"
    if entry.change in ("shared", "unshared") or entry.audience not in audiences_of("customer"):
        return None
    return "kontor.request.changed.v1"
