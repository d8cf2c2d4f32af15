"""Who sees a request besides its requester."""

from uuid import UUID

from contracts.conversations import ShareRequest, Shares, UnshareRequest
from gateway.clients.rpc import CallContext, Service


class SharingCalls(Service):
    """Typed calls; each raises what `RpcClient.call` raises."""

    async def list_shares(self, caller: CallContext, request_id: UUID) -> Shares:
        """Return with whom a request is shared."""
        return await self.read(caller, "list_shares", {"request_id": request_id}, Shares)

    async def share_request(self, caller: CallContext, request: ShareRequest) -> Shares:
        """Let others see a request."""
        return await self.write(caller, "share_request", {"request": request}, Shares)

    async def unshare_request(self, caller: CallContext, request: UnshareRequest) -> Shares:
        """Let them see it no more."""
        return await self.write(caller, "unshare_request", {"request": request}, Shares)
