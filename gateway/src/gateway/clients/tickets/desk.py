"""What the vendor's people do with requests, and what their customers think of it."""

from contracts.request_desk import (
    AssignRequest,
    ChangeState,
    DeskQuery,
    MergeRequest,
    MoveRequest,
    RateRequest,
    SetPriority,
)
from contracts.tickets import Request, RequestPage
from gateway.clients.rpc import CallContext, Service


class DeskCalls(Service):
    """Typed calls; each raises what `RpcClient.call` raises."""

    async def list_desk_requests(self, caller: CallContext, query: DeskQuery) -> RequestPage:
        """Return one page of all customers' requests."""
        return await self.read(caller, "list_desk_requests", {"query": query}, RequestPage)

    async def change_state(self, caller: CallContext, request: ChangeState) -> Request:
        """Take a request to its next state."""
        return await self.write(caller, "change_state", {"request": request}, Request)

    async def assign_request(self, caller: CallContext, request: AssignRequest) -> Request:
        """Say who takes care of a request."""
        return await self.write(caller, "assign_request", {"request": request}, Request)

    async def move_request(self, caller: CallContext, request: MoveRequest) -> Request:
        """Give a request to another department."""
        return await self.write(caller, "move_request", {"request": request}, Request)

    async def set_priority(self, caller: CallContext, request: SetPriority) -> Request:
        """Say how soon a request is to be answered."""
        return await self.write(caller, "set_priority", {"request": request}, Request)

    async def merge_request(self, caller: CallContext, request: MergeRequest) -> Request:
        """Close a request because another one says the same."""
        return await self.write(caller, "merge_request", {"request": request}, Request)

    async def rate_request(self, caller: CallContext, request: RateRequest) -> Request:
        """Say what one thinks of how a request was answered."""
        return await self.write(caller, "rate_request", {"request": request}, Request)
