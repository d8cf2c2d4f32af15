"""One transaction's view of webhooks and of what is on its way to them."""

from datetime import datetime
from typing import cast

from sqlalchemy.orm import Session

from chassis.audit import AuditTrail
from chassis.database import Askable
from chassis.outbox import Outbox
from notifications.store.webhook_deliveries import DeliveryStore
from notifications.store.webhook_turns import TurnStore
from notifications.store.webhooks import WebhookStore

SERVICE = "notifications"


class WebhookRecords:
    """The stores of one transaction or reading, all at the same instant `now`.

    A reading has those that only write too: the database refuses what they would change.
    """

    def __init__(self, askable: Askable, now: datetime) -> None:
        writing = cast("Session", askable)
        self.now = now
        self.turns = TurnStore(askable)
        self.webhooks = WebhookStore(askable)
        self.deliveries = DeliveryStore(askable)
        self.outbox = Outbox(writing, SERVICE, now)
        self.audit = AuditTrail(writing, now)
