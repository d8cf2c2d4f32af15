"""Note that a mail is out."""

from billing_docs.store.deliveries import DeliveryStore
from contracts.events import NoticeSent


def note_sent(sent: NoticeSent, store: DeliveryStore) -> None:
    """Mark the delivery as sent; safe to repeat, and nothing for mails that are not ours."""
    store.settle(sent.idempotency_key, "sent", sent.at)
