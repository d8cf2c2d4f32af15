"""Show that a slow message is still in a living hand."""

from collections.abc import Iterable
from datetime import datetime

from notifications.adapters.sending_desk import Desk
from notifications.store.messages import MessageStore


def renew_lease(desks: Iterable[Desk], store: MessageStore, now: datetime) -> None:
    """Renew the leases of the messages on the desks.

    A relay may take minutes to answer the final dot (it scans, it is busy); without this another
    sender would take the message for abandoned and send a copy.
    """
    for desk in desks:
        if desk.in_hand is not None:
            store.renew_lease(desk.in_hand, now)
