"""One transaction's view of everything tickets remembers and announces."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.audit import AuditTrail
from chassis.clock import BERLIN, Clock
from chassis.database import Database
from chassis.inbox import Inbox
from chassis.outbox import Outbox
from tickets.domain.request_mailbox import RequestMailbox
from tickets.store.affairs import AffairStore
from tickets.store.attachments import AttachmentStore
from tickets.store.canned_answers import CannedAnswerStore
from tickets.store.departments import DepartmentStore
from tickets.store.desk import DeskStore
from tickets.store.entries import EntryStore
from tickets.store.erasure import ErasureStore
from tickets.store.mails import MailStore
from tickets.store.master_data import MasterDataStore
from tickets.store.news import NewsStore
from tickets.store.openings import OpeningStore
from tickets.store.package_news import PackageNewsStore
from tickets.store.people import ParticipantStore
from tickets.store.person_data import PersonDataStore
from tickets.store.person_erasure import PersonErasureStore
from tickets.store.readings import Readings
from tickets.store.request_lists import RequestListStore
from tickets.store.request_types import RequestTypeStore
from tickets.store.requests import RequestStore
from tickets.store.shares import ShareStore

SERVICE = "tickets"


class Records:
    """The stores of one transaction, all at the instant `now`; `today` is its day in Berlin."""

    def __init__(
        self, session: Session, clock: Clock, mailbox: RequestMailbox | None = None
    ) -> None:
        self.now = now = clock.now()
        self.today = now.astimezone(BERLIN).date()
        self.mailbox = mailbox
        """Where people answer what is announced to them by mail, if anywhere."""
        self.requests = RequestStore(session)
        self.request_lists = RequestListStore(session, now)
        self.desk = DeskStore(session, now)
        self.attachments = AttachmentStore(session, now)
        self.mails = MailStore(session, now)
        self.shares = ShareStore(session, now)
        self.request_types = RequestTypeStore(session, now)
        self.departments = DepartmentStore(session)
        self.master_data = MasterDataStore(session, now)
        self.canned_answers = CannedAnswerStore(session, now)
        self.outbox = Outbox(session, SERVICE, now)
        self.affairs = AffairStore(session, self.outbox, now)
        self.erasure = ErasureStore(session, self.affairs, now)
        self.person_data = PersonDataStore(session, now)
        self.person_erasure = PersonErasureStore(session, now)
        self.participants = ParticipantStore(session, now)
        self.news = NewsStore(self.outbox, now)
        self.package_news = PackageNewsStore(session, self.outbox, now)
        self.entries = EntryStore(
            session, self.news, self.package_news, self.affairs, self.shares, now
        )
        self.openings = OpeningStore(session, self.entries, now)
        self.inbox = Inbox(session, now)
        self.audit = AuditTrail(session, now)


class RecordRoom:
    """Opens transactions; row-level security shows each the organisation it names, or none."""

    def __init__(
        self, database: Database, clock: Clock, mailbox: RequestMailbox | None = None
    ) -> None:
        self._database = database
        self._clock = clock
        self._mailbox = mailbox

    @contextmanager
    def of(self, organisation_id: UUID) -> Iterator[Records]:
        """Yield the records of one organisation; commits at the end."""
        with self._database.transaction(organisation_id=organisation_id) as session:
            yield Records(session, self._clock, self._mailbox)

    @contextmanager
    def of_everybody(self) -> Iterator[Records]:
        """Yield the records of all organisations, for the vendor's people and for ticks."""
        with self._database.transaction(every_organisation=True) as session:
            yield Records(session, self._clock, self._mailbox)

    @contextmanager
    def reading(self, organisation_id: UUID) -> Iterator[Readings]:
        """Yield what can be asked about one organisation, each question in one round trip."""
        with self._database.reading(organisation_id=organisation_id) as connection:
            yield Readings(connection, self._clock)

    @contextmanager
    def reading_everybody(self) -> Iterator[Readings]:
        """Yield the same about all organisations, for the vendor's people."""
        with self._database.reading(every_organisation=True) as connection:
            yield Readings(connection, self._clock)

    @contextmanager
    def of_nobody(self) -> Iterator[Records]:
        """Yield what belongs to no organisation: kinds of request and departments."""
        with self._database.transaction() as session:
            yield Records(session, self._clock, self._mailbox)
