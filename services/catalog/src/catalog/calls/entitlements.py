"""What organisations may use."""

from uuid import UUID

from catalog.calls.tools import CatalogCalls
from catalog.use_cases.entitlements.check_entitlement import check_entitlement
from catalog.use_cases.entitlements.list_entitlements import list_entitlements
from catalog.use_cases.entitlements.recount_entitlements import recount_entitlements
from chassis.entrypoints import every, rpc
from contracts.catalog import Entitlements
from contracts.packages import EntitlementAnswer
from contracts.principal import Principal


class EntitlementCalls(CatalogCalls):
    """What organisations may use."""

    @rpc(reads=True)
    def list_entitlements(self, caller: Principal) -> Entitlements:
        """List what the caller's organisation may use. Raises NotPermitted."""
        return list_entitlements(caller, self._reading_room)

    @rpc(reads=True)
    def check_entitlement(
        self, caller: Principal, name: str, organisation_id: UUID | None = None
    ) -> EntitlementAnswer:
        """Tell whether an organisation may use something now. Raises NotFound, NoMembership."""
        return check_entitlement(caller, name, organisation_id, self._reading_room)

    @every(seconds=5)
    def recount_entitlements(self) -> None:
        """Let bookings begin and end on their day."""
        recount_entitlements(self._room)
