"""What organisations may use."""

from catalog.calls.tools import CatalogCalls
from catalog.use_cases.entitlements.list_entitlements import list_entitlements
from chassis.entrypoints import rpc
from contracts.catalog import Entitlements
from contracts.principal import Principal


class EntitlementCalls(CatalogCalls):
    """What organisations may use."""

    @rpc(reads=True)
    def list_entitlements(self, caller: Principal) -> Entitlements:
        """List what the caller's organisation may use. Raises NotPermitted."""
        return list_entitlements(caller)
