"""One transaction's view of webhooks and of what is on its way to them."""

from datetime import datetime

from sqlalchemy.orm import Session

from chassis.audit import AuditTrail
from chassis.outbox import Outbox
from notifications.store.webhook_deliveries import DeliveryStore
from notifications.store.webhook_turns import TurnStore
from notifications.store.webhooks import WebhookStore

SERVICE = "notifications"


class WebhookRecords:
    """The stores of one transaction, all at the same instant `now`."""

    def __init__(self, session: Session, now: datetime) -> None:
        self.now = now
        self.turns = TurnStore(session)
        self.webhooks = WebhookStore(session)
        self.deliveries = DeliveryStore(session)
        self.outbox = Outbox(session, SERVICE, now)
        self.audit = AuditTrail(session, now)
