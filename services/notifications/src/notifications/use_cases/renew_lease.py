"""Show that a slow message is still in a living hand."""

from datetime import datetime

from notifications.adapters.sending_desk import SendingDesk
from notifications.store.messages import MessageStore


def renew_lease(desk: SendingDesk, store: MessageStore, now: datetime) -> None:
    """Renew the lease of the message on the desk, if there is one.

    A relay may take minutes to answer the final dot (it scans, it is busy); without this another
    sender would take the message for abandoned and send a copy.
    """
    if desk.in_hand is not None:
        store.renew_lease(desk.in_hand, now)
