"""Opening and listing requests."""

from contracts.tickets import OpenRequest, Request, RequestPage, RequestQuery
from gateway.clients.rpc import CallContext, Service


class RequestCalls(Service):
    """Typed calls; each raises what `RpcClient.call` raises."""

    async def open_request(self, caller: CallContext, request: OpenRequest) -> Request:
        """Open a request; the same idempotency key answers the same request."""
        return await self.write(caller, "open_request", {"request": request}, Request)

    async def list_requests(self, caller: CallContext, query: RequestQuery) -> RequestPage:
        """Return one page of the caller's requests, newest first."""
        return await self.read(caller, "list_requests", {"query": query}, RequestPage)
