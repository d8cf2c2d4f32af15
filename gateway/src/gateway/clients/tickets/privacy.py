"""What is erased, what is held, and what is kept about a person."""

from uuid import UUID

from contracts.request_privacy import HoldRequest
from contracts.tickets import Request
from gateway.clients.rpc import CallContext, Service


class PrivacyCalls(Service):
    """Typed calls; each raises what `RpcClient.call` raises."""

    async def hold_request(self, caller: CallContext, request: HoldRequest) -> Request:
        """Keep a request from being erased."""
        return await self.write(caller, "hold_request", {"request": request}, Request)

    async def release_request(self, caller: CallContext, request_id: UUID) -> Request:
        """Let it be erased when its time is over."""
        return await self.write(caller, "release_request", {"request_id": request_id}, Request)
