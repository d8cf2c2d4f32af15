"""List messages that were given up, send them again, or put them away."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from chassis.audit import AuditTrail
from contracts.abandoned import (
    AbandonedPage,
    AbandonedQuery,
    PutAwayMessages,
    ReplayMessages,
    SettledMessages,
)
from notifications.domain.page_keys import cursor_after, key_in
from notifications.store.abandoned_messages import AbandonedStore


def list_abandoned(query: AbandonedQuery, store: AbandonedStore) -> AbandonedPage:
    """Return a page of what nobody has looked at yet. Raises InvalidInput for a made-up cursor."""
    found = store.page(kind=query.kind, after=key_in(query.cursor), limit=query.limit + 1)
    items = tuple(found[: query.limit])
    return AbandonedPage(
        items=items,
        next_cursor=(
            cursor_after(items[-1].failed_at, items[-1].id) if len(found) > query.limit else None
        ),
        counts=store.counts(),
    )


def replay_messages(
    request: ReplayMessages, store: AbandonedStore, audit: AuditTrail, *, by: str, now: datetime
) -> SettledMessages:
    """Send messages again as they were; one that is on its way already stays so.

    Twice and by two at once it is sent once: only what is given up changes.
    """
    changed = store.replay(request.ids, now)
    _note("message.replayed", changed, audit, by=by)
    return SettledMessages(count=len(changed))


def put_away_messages(
    request: PutAwayMessages, store: AbandonedStore, audit: AuditTrail, *, by: str, now: datetime
) -> SettledMessages:
    """Take messages off the list; what became of them stays on record."""
    changed = store.put_away(request.ids, now)
    _note("message.put_away", changed, audit, by=by, reason=request.reason)
    return SettledMessages(count=len(changed))


def _note(
    action: str, changed: Mapping[UUID, UUID | None], audit: AuditTrail, *, by: str, **details: str
) -> None:
    # In the order of the chains, so that two at once never wait for each other.
    for message_id, organisation_id in sorted(changed.items(), key=lambda each: str(each[1])):
        audit.record(
            organisation_id=organisation_id,
            actor=by,
            action=action,
            subject=f"message:{message_id}",
            details=details,
        )
