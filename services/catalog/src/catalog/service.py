"""Every way into catalog."""

from typing import ClassVar

from catalog.settings import Settings
from catalog.store.packages import PackageStore
from catalog.use_cases.list_entitlements import list_entitlements
from catalog.use_cases.list_packages import list_packages
from chassis.entrypoints import rpc
from chassis.service import Service
from chassis.settings import ServiceSettings
from contracts.catalog import Entitlements, Packages
from contracts.principal import Principal


class Catalog(Service[Settings]):
    """What customers may use, have booked, own and can learn."""

    name = "catalog"
    settings_class: ClassVar[type[ServiceSettings]] = Settings

    @rpc(reads=True)
    def list_packages(self, caller: Principal) -> Packages:
        """List what is on offer. Raises NotPermitted."""
        with self.database.transaction() as session:
            return list_packages(caller, store=PackageStore(session))

    @rpc(reads=True)
    def list_entitlements(self, caller: Principal) -> Entitlements:
        """List what the caller's organisation may use. Raises NotPermitted."""
        return list_entitlements(caller)
