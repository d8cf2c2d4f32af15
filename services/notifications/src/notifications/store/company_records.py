"""The stores of one transaction about what companies are told."""

from datetime import datetime
from typing import cast

from sqlalchemy.orm import Session

from chassis.audit import AuditTrail
from chassis.database import Askable
from chassis.inbox import Inbox
from chassis.outbox import Outbox
from chassis.parking import Parking
from notifications.domain.quotas import Quotas
from notifications.store.companies import CompanyStore
from notifications.store.company_notices import CompanyNoticeStore, NoticeChoiceStore
from notifications.store.queue_records import QueueRecords

SERVICE = "notifications"


class CompanyRecords(QueueRecords):
    """All at the same instant `now`.

    A reading has those that only write too: the database refuses what they would change.
    """

    def __init__(self, askable: Askable, now: datetime, limits: Quotas | None = None) -> None:
        writing = cast("Session", askable)
        super().__init__(writing, limits)
        self.now = now
        self.companies = CompanyStore(askable)
        self.choices = NoticeChoiceStore(askable)
        self.notices = CompanyNoticeStore(askable)
        self.inbox = Inbox(writing, now)
        self.outbox = Outbox(writing, SERVICE, now)
        self.parking = Parking(writing, now)
        self.audit = AuditTrail(writing, now)
