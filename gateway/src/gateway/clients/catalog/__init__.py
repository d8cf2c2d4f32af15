"""The catalog service: what customers may use, have booked and can order."""

from gateway.clients.catalog.accounts import AccountCalls
from gateway.clients.catalog.content import ContentCalls
from gateway.clients.catalog.contracts import ContractCalls
from gateway.clients.catalog.devices import DeviceCalls
from gateway.clients.catalog.entitlements import EntitlementCalls
from gateway.clients.catalog.ftp_access import FtpAccessCalls
from gateway.clients.catalog.list_views import ListViewCalls
from gateway.clients.catalog.meters import MeterCalls
from gateway.clients.catalog.orders import OrderCalls
from gateway.clients.catalog.packages import PackageCalls
from gateway.clients.catalog.plans import PlanCalls
from gateway.clients.catalog.seminars import SeminarCalls
from gateway.clients.catalog.system_notices import SystemNoticeCalls
from gateway.clients.catalog.vendor_files import VendorFileCalls


class Catalog(
    PackageCalls,
    PlanCalls,
    EntitlementCalls,
    ContractCalls,
    DeviceCalls,
    OrderCalls,
    MeterCalls,
    ListViewCalls,
    AccountCalls,
    ContentCalls,
    VendorFileCalls,
    SystemNoticeCalls,
    SeminarCalls,
    FtpAccessCalls,
):
    """Typed calls to catalog, put together from the calls on each subject."""

    name = "catalog"
