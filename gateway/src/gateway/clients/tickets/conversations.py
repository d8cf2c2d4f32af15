"""One request, its course, and what is said about it."""

from uuid import UUID

from contracts.conversations import (
    AddComment,
    EditRequest,
    Entry,
    EntryPage,
    EntryQuery,
    RequestSummary,
)
from contracts.tickets import Request, RequestDetail
from gateway.clients.rpc import CallContext, Service


class ConversationCalls(Service):
    """Typed calls; each raises what `RpcClient.call` raises."""

    async def summarise_requests(self, caller: CallContext) -> RequestSummary:
        """Count the caller's open requests."""
        return await self.read(caller, "summarise_requests", {}, RequestSummary)

    async def get_request(self, caller: CallContext, request_id: UUID) -> RequestDetail:
        """Return one request."""
        return await self.read(caller, "get_request", {"request_id": request_id}, RequestDetail)

    async def list_entries(self, caller: CallContext, query: EntryQuery) -> EntryPage:
        """Return one page of a request's course, the oldest first."""
        return await self.read(caller, "list_entries", {"query": query}, EntryPage)

    async def add_comment(self, caller: CallContext, request: AddComment) -> Entry:
        """Say something about a request."""
        return await self.write(caller, "add_comment", {"request": request}, Entry)

    async def edit_request(self, caller: CallContext, request: EditRequest) -> Request:
        """Change the words of a request."""
        return await self.write(caller, "edit_request", {"request": request}, Request)

    async def mark_read(self, caller: CallContext, request_id: UUID) -> None:
        """Note that the caller has read all there is."""
        await self.write(caller, "mark_read", {"request_id": request_id}, object)
