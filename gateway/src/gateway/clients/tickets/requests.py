"""Opening and listing requests."""

from contracts.tickets import (
    AdviseRequest,
    ContactChannels,
    OpenForCustomer,
    OpenRequest,
    Request,
    RequestAdvice,
    RequestPage,
    RequestQuery,
)
from gateway.clients.rpc import CallContext, Service


class RequestCalls(Service):
    """Typed calls; each raises what `RpcClient.call` raises."""

    async def open_request(self, caller: CallContext, request: OpenRequest) -> Request:
        """Open a request; the same idempotency key answers the same request."""
        return await self.write(caller, "open_request", {"request": request}, Request)

    async def open_for_customer(self, caller: CallContext, request: OpenForCustomer) -> Request:
        """Take down what a customer said otherwise than in the portal."""
        return await self.write(caller, "open_for_customer", {"request": request}, Request)

    async def advise_request(self, caller: CallContext, request: AdviseRequest) -> RequestAdvice:
        """Advise on words before they are sent."""
        return await self.read(caller, "advise_request", {"request": request}, RequestAdvice)

    async def list_contact_channels(self, caller: CallContext) -> ContactChannels:
        """Return the ways to reach the vendor."""
        return await self.read(caller, "list_contact_channels", {}, ContactChannels)

    async def list_requests(self, caller: CallContext, query: RequestQuery) -> RequestPage:
        """Return one page of the caller's requests, newest first."""
        return await self.read(caller, "list_requests", {"query": query}, RequestPage)
