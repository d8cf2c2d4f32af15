"""Partners: certification, and what their people may do and see."""

from contracts.identity import Membership, Organisation
from contracts.members import SetDataScope, SetGrants, SetTeam
from contracts.partners import SetCertification
from gateway.clients.rpc import CallContext, Service


class PartnerCalls(Service):
    """Typed calls about partners; each raises what `RpcClient.call` raises."""

    async def set_certification(
        self, caller: CallContext, request: SetCertification
    ) -> Organisation:
        """Certify a partner, or withdraw it."""
        return await self.write(caller, "set_certification", {"request": request}, Organisation)

    async def set_team(self, caller: CallContext, request: SetTeam) -> Membership:
        """Put a member into a team."""
        return await self.write(caller, "set_team", {"request": request}, Membership)

    async def set_data_scope(self, caller: CallContext, request: SetDataScope) -> Membership:
        """Say which customers a member sees."""
        return await self.write(caller, "set_data_scope", {"request": request}, Membership)

    async def set_grants(self, caller: CallContext, request: SetGrants) -> Membership:
        """Say which single actions a member may do."""
        return await self.write(caller, "set_grants", {"request": request}, Membership)
