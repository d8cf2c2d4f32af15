"""Take up what happened in an organisation's affairs."""

from uuid import UUID

from chassis.errors import Refused
from contracts.feed import AffairChanged
from notifications.store.feed import FeedStore
from notifications.store.webhook_records import WebhookRecords
from notifications.use_cases.webhooks.put_on_its_way import put_on_its_way


def record_affair(
    event_id: str, changed: AffairChanged, feed: FeedStore, webhooks: WebhookRecords
) -> None:
    """Add the event to its organisation's feed and on its way to webhooks; note who is shown it.

    Safe to repeat, in any order, and by many at once: those of one organisation wait for each
    other until they have committed. So whoever reads the feed sees no position before all that
    stand ahead of it, and reading it again from anywhere gives the same sequence.

    Raises:
        Refused: the event has no id that a feed can name.
    """
    try:
        entry_id = UUID(event_id)
    except ValueError:
        raise Refused("invalid_data", "the message id is no UUID") from None
    last = feed.lock(changed.organisation_id)
    if feed.has(changed.organisation_id, entry_id):
        return
    feed.note_affair(changed)
    if changed.type is not None:
        entry = feed.add(entry_id, changed, after=last)
        put_on_its_way(entry, changed, webhooks)
