"""The stores of one transaction about what companies are told."""

from datetime import datetime

from sqlalchemy.orm import Session

from chassis.audit import AuditTrail
from chassis.inbox import Inbox
from chassis.outbox import Outbox
from chassis.parking import Parking
from notifications.domain.quotas import Quotas
from notifications.store.companies import CompanyStore
from notifications.store.company_notices import CompanyNoticeStore, NoticeChoiceStore
from notifications.store.queue_records import QueueRecords

SERVICE = "notifications"


class CompanyRecords(QueueRecords):
    """All at the same instant `now`."""

    def __init__(self, session: Session, now: datetime, limits: Quotas | None = None) -> None:
        super().__init__(session, limits)
        self.now = now
        self.companies = CompanyStore(session)
        self.choices = NoticeChoiceStore(session)
        self.notices = CompanyNoticeStore(session)
        self.inbox = Inbox(session, now)
        self.outbox = Outbox(session, SERVICE, now)
        self.parking = Parking(session, now)
        self.audit = AuditTrail(session, now)
