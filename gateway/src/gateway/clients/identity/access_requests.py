"""Asking an organisation to be let in."""

from uuid import UUID

from contracts.accounts import (
    AccessRequest,
    AccessRequests,
    DecideAccess,
    RequestAccess,
    RequestAreas,
)
from gateway.clients.rpc import CallContext, Service


class AccessRequestCalls(Service):
    """Typed calls about access requests; each raises what `RpcClient.call` raises."""

    async def request_access(self, caller: CallContext, request: RequestAccess) -> None:
        """Ask a customer's administrators for access."""
        await self.write(caller, "request_access", {"request": request}, object)

    async def request_areas(self, caller: CallContext, request: RequestAreas) -> AccessRequest:
        """Ask one's own administrators for areas; asking again changes nothing."""
        return await self.write(caller, "request_areas", {"request": request}, AccessRequest)

    async def list_own_access_requests(self, caller: CallContext) -> AccessRequests:
        """Return what the caller has asked for and waits for."""
        return await self.read(caller, "list_own_access_requests", {}, AccessRequests)

    async def list_access_requests(
        self, caller: CallContext, organisation_id: UUID | None
    ) -> AccessRequests:
        """Return who asked; None means the caller's own organisation."""
        return await self.read(
            caller, "list_access_requests", {"organisation_id": organisation_id}, AccessRequests
        )

    async def decide_access(self, caller: CallContext, request: DecideAccess) -> AccessRequest:
        """Let somebody in who asked, or not."""
        return await self.write(caller, "decide_access", {"request": request}, AccessRequest)
