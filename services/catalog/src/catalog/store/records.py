"""One transaction's view of everything catalog remembers and announces."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy.orm import Session

from catalog.store.affairs import AffairStore
from catalog.store.alarm_records import AcknowledgementStore, ReactivationStore
from catalog.store.bookings import BookingStore
from catalog.store.contents import ContentStore
from catalog.store.contract_lists import ContractListStore
from catalog.store.contracts import ContractStore
from catalog.store.coverages import CoverageStore
from catalog.store.device_readings import DeviceReadingStore
from catalog.store.devices import DeviceStore
from catalog.store.entitlements import EntitlementStore
from catalog.store.ftp_access import FtpAccessStore
from catalog.store.licences import LicenceStore
from catalog.store.list_views import ListViewStore
from catalog.store.meter_reports import MeterReportStore
from catalog.store.meters import MeterStore
from catalog.store.notice_confirmations import NoticeConfirmationStore
from catalog.store.orders import OrderStore
from catalog.store.organisations import OrganisationStore
from catalog.store.package_requests import PackageRequestStore
from catalog.store.packages import PackageStore
from catalog.store.partner_account_lists import PartnerAccountListStore
from catalog.store.partner_accounts import PartnerAccountStore
from catalog.store.partner_resources import PartnerResourceStore
from catalog.store.plans import PlanStore
from catalog.store.portal_functions import PortalFunctionStore
from catalog.store.prospects import ProspectStore
from catalog.store.publications import PublicationStore
from catalog.store.seats import SeatStore
from catalog.store.seminar_dates import SeminarDateStore
from catalog.store.seminar_places import SeminarPlaceStore
from catalog.store.storage import StorageStore
from catalog.store.subscriptions import BillingInfoStore, PlanUseStore, SubscriptionStore
from catalog.store.system_notices import SystemNoticeStore
from chassis.audit import AuditTrail
from chassis.clock import BERLIN, Clock
from chassis.database import Database
from chassis.inbox import Inbox
from chassis.outbox import Outbox
from chassis.parking import Parking

SERVICE = "catalog"


class Records:
    """The stores of one transaction, all at the instant `now`; `today` is its day in Berlin."""

    def __init__(self, session: Session, clock: Clock) -> None:
        self.now = now = clock.now()
        self.today = now.astimezone(BERLIN).date()
        self.organisations = OrganisationStore(session)
        self.outbox = Outbox(session, SERVICE, now)
        self.affairs = AffairStore(session, self.outbox, now)
        self.contracts = ContractStore(session, now)
        self.contract_lists = ContractListStore(session, self.today)
        self.devices = DeviceStore(session, now, self.today)
        self.device_readings = DeviceReadingStore(session, self.today)
        self.meters = MeterStore(session, now)
        self.meter_reports = MeterReportStore(session, now)
        self.orders = OrderStore(session, self.affairs, now)
        self.acknowledgements = AcknowledgementStore(session, now)
        self.reactivations = ReactivationStore(session, now)
        self.partner_accounts = PartnerAccountStore(session, now)
        self.partner_account_lists = PartnerAccountListStore(session)
        self.portal_functions = PortalFunctionStore(session)
        self.partner_resources = PartnerResourceStore(session, now)
        self.ftp_accesses = FtpAccessStore(session, now)
        self.licences = LicenceStore(session, now)
        self.system_notices = SystemNoticeStore(session, now)
        self.prospects = ProspectStore(session, now)
        self.list_views = ListViewStore(session, now)
        self.coverages = CoverageStore(session)
        self.packages = PackageStore(session)
        self.package_requests = PackageRequestStore(session, now)
        self.plans = PlanStore(session)
        self.subscriptions = SubscriptionStore(session, now)
        self.plan_uses = PlanUseStore(session, now)
        self.seats = SeatStore(session)
        self.billing_infos = BillingInfoStore(session, now)
        self.bookings = BookingStore(session, now)
        self.entitlements = EntitlementStore(session)
        self.contents = ContentStore(session, now)
        self.publications = PublicationStore(session)
        self.notice_confirmations = NoticeConfirmationStore(session, now)
        self.seminar_dates = SeminarDateStore(session, now)
        self.seminar_places = SeminarPlaceStore(session, now)
        self.storage = StorageStore(session)
        self.inbox = Inbox(session, now)
        self.parking = Parking(session, now)
        self.audit = AuditTrail(session, now)


class RecordRoom:
    """Opens transactions; row-level security shows each the organisation it names, or none."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    @contextmanager
    def of(self, organisation_id: UUID) -> Iterator[Records]:
        """Yield the records of one organisation; commits at the end."""
        with self._database.transaction(organisation_id=organisation_id) as session:
            yield Records(session, self._clock)

    @contextmanager
    def of_everybody(self) -> Iterator[Records]:
        """Yield the records of all organisations: for intake, ticks and the vendor's people."""
        with self._database.transaction(every_organisation=True) as session:
            yield Records(session, self._clock)

    @contextmanager
    def of_nobody(self) -> Iterator[Records]:
        """Yield what belongs to no organisation: the vendor's offer."""
        with self._database.transaction() as session:
            yield Records(session, self._clock)
