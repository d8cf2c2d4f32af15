"""Everything catalog remembers and announces, as a transaction or a reading sees it."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import cast
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
from chassis.database import Askable, Database
from chassis.inbox import Inbox
from chassis.outbox import Outbox
from chassis.parking import Parking

SERVICE = "catalog"


class Records:
    """The stores of one transaction or reading, all at the instant `now`; `today` is in Berlin.

    A reading has those that only write too: the database refuses what they would change.
    """

    def __init__(self, askable: Askable, clock: Clock) -> None:
        writing = cast("Session", askable)
        self.now = now = clock.now()
        self.today = now.astimezone(BERLIN).date()
        self.organisations = OrganisationStore(askable)
        self.outbox = Outbox(writing, SERVICE, now)
        self.affairs = AffairStore(writing, self.outbox, now)
        self.contracts = ContractStore(askable, now)
        self.contract_lists = ContractListStore(askable, self.today)
        self.devices = DeviceStore(askable, now, self.today)
        self.device_readings = DeviceReadingStore(askable, self.today)
        self.meters = MeterStore(askable, now)
        self.meter_reports = MeterReportStore(askable, now)
        self.orders = OrderStore(askable, self.affairs, now)
        self.acknowledgements = AcknowledgementStore(askable, now)
        self.reactivations = ReactivationStore(askable, now)
        self.partner_accounts = PartnerAccountStore(askable, now)
        self.partner_account_lists = PartnerAccountListStore(askable)
        self.portal_functions = PortalFunctionStore(askable)
        self.partner_resources = PartnerResourceStore(askable, now)
        self.ftp_accesses = FtpAccessStore(askable, now)
        self.licences = LicenceStore(askable, now)
        self.system_notices = SystemNoticeStore(askable, now)
        self.prospects = ProspectStore(askable, now)
        self.list_views = ListViewStore(askable, now)
        self.coverages = CoverageStore(askable)
        self.packages = PackageStore(askable)
        self.package_requests = PackageRequestStore(askable, now)
        self.plans = PlanStore(askable)
        self.subscriptions = SubscriptionStore(askable, now)
        self.plan_uses = PlanUseStore(askable, now)
        self.seats = SeatStore(askable)
        self.billing_infos = BillingInfoStore(askable, now)
        self.bookings = BookingStore(askable, now)
        self.entitlements = EntitlementStore(askable)
        self.contents = ContentStore(askable, now)
        self.publications = PublicationStore(askable)
        self.notice_confirmations = NoticeConfirmationStore(askable, now)
        self.seminar_dates = SeminarDateStore(askable, now)
        self.seminar_places = SeminarPlaceStore(askable, now)
        self.storage = StorageStore(askable)
        self.inbox = Inbox(writing, now)
        self.parking = Parking(writing, now)
        self.audit = AuditTrail(writing, now)


class RecordRoom:
    """Opens transactions; row-level security shows each the organisation it names, or none.

    The room of who `only_asks` opens readings instead (docs/adr/0061).
    """

    def __init__(self, database: Database, clock: Clock, *, only_asks: bool = False) -> None:
        self._database = database
        self._clock = clock
        self._only_asks = only_asks

    def of(self, organisation_id: UUID) -> AbstractContextManager[Records]:
        """Open the records of one organisation; what changes them commits at the end."""
        return self._opened(organisation_id=organisation_id)

    def of_everybody(self) -> AbstractContextManager[Records]:
        """Open the records of all organisations: for intake, ticks and the vendor's people."""
        return self._opened(every_organisation=True)

    def of_nobody(self) -> AbstractContextManager[Records]:
        """Open what belongs to no organisation: the vendor's offer."""
        return self._opened()

    @contextmanager
    def _opened(
        self, *, organisation_id: UUID | None = None, every_organisation: bool = False
    ) -> Iterator[Records]:
        opened: AbstractContextManager[Askable] = (
            self._database.reading(
                organisation_id=organisation_id, every_organisation=every_organisation
            )
            if self._only_asks
            else self._database.transaction(
                organisation_id=organisation_id, every_organisation=every_organisation
            )
        )
        with opened as askable:
            yield Records(askable, self._clock)
