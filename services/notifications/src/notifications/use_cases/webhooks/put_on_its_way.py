"""Put an event of the feed on its way to every address that is told of it."""

from contracts.feed import AffairChanged, DocumentFacts
from notifications.domain.feed import FeedEntry
from notifications.store.webhook_records import WebhookRecords


def put_on_its_way(entry: FeedEntry, changed: AffairChanged, records: WebhookRecords) -> None:
    """Add a delivery for each webhook whose account is shown what the event is about.

    In the transaction of the feed's entry: an event that stands there is on its way. What the
    account sees is looked at once more when it is sent.
    """
    owner = changed.organisation_id
    if not changed.is_shown or not records.webhooks.told(owner):
        return
    # The turn first, then the webhooks as they are now: nobody changes them meanwhile.
    records.turns.call(owner, records.now)
    facts = changed.facts
    document_type = facts.document_type if isinstance(facts, DocumentFacts) else None
    for webhook, sight in records.webhooks.told(owner):
        if sight.covers(entry.area, document_type):
            records.deliveries.add(webhook, entry.id, records.now)
