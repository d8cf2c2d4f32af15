"""Every way into catalog, put together from the calls on each subject."""

from typing import ClassVar

from catalog.calls.accounts import AccountCalls
from catalog.calls.content import ContentCalls
from catalog.calls.content_editing import ContentEditingCalls
from catalog.calls.contract_alarm import ContractAlarmCalls
from catalog.calls.contracts import ContractCalls
from catalog.calls.devices import DeviceCalls
from catalog.calls.entitlements import EntitlementCalls
from catalog.calls.ftp_access import FtpAccessCalls
from catalog.calls.list_views import ListViewCalls
from catalog.calls.meters import MeterCalls
from catalog.calls.orders import OrderCalls
from catalog.calls.organisations import OrganisationCalls
from catalog.calls.packages import PackageCalls
from catalog.calls.partners import PartnerCalls
from catalog.calls.plans import PlanCalls
from catalog.calls.seminars import SeminarCalls
from catalog.calls.system_notices import SystemNoticeCalls
from catalog.calls.vendor_files import VendorFileCalls
from catalog.resources import Resources
from catalog.settings import Settings
from catalog.store.records import SERVICE
from chassis.secret_sealer import SecretSealer
from chassis.settings import ServiceSettings


class Catalog(
    OrganisationCalls,
    ContractCalls,
    ContractAlarmCalls,
    DeviceCalls,
    MeterCalls,
    OrderCalls,
    ListViewCalls,
    PartnerCalls,
    AccountCalls,
    PackageCalls,
    PlanCalls,
    EntitlementCalls,
    ContentCalls,
    ContentEditingCalls,
    VendorFileCalls,
    SeminarCalls,
    FtpAccessCalls,
    SystemNoticeCalls,
):
    """What customers may use, have booked, own and can learn."""

    name = SERVICE
    settings_class: ClassVar[type[ServiceSettings]] = Settings

    @classmethod
    def open_resources(cls, settings: Settings) -> Resources:
        """Return the keys that encrypt secrets, where the operator has named some."""
        keys = settings.sealing_keys
        return Resources(sealer=SecretSealer(keys) if keys else None)
