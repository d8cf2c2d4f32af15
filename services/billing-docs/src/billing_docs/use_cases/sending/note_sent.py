"""Note that a mail is out."""

from billing_docs.store.deliveries import DeliveryStore
from contracts.events import NoticeSent


def note_sent(sent: NoticeSent, store: DeliveryStore) -> None:
    """Mark the delivery as sent; safe to repeat, and nothing for mails that are not ours.

    A mail can come back before we hear that it was sent: then it stays bounced.
    """
    store.mark_sent(sent.idempotency_key, sent.at)
