"""Packages on offer."""

from catalog.calls.tools import CatalogCalls
from catalog.use_cases.packages.list_packages import list_packages
from chassis.entrypoints import rpc
from contracts.catalog import Packages
from contracts.principal import Principal


class PackageCalls(CatalogCalls):
    """Packages on offer."""

    @rpc(reads=True)
    def list_packages(self, caller: Principal) -> Packages:
        """List what is on offer. Raises NotPermitted."""
        with self._room.of_nobody() as records:
            return list_packages(caller, records)
