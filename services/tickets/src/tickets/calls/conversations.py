"""Reading a request, its course, and what is said about it."""

from uuid import UUID

from chassis.entrypoints import rpc
from contracts.conversations import (
    AddComment,
    EditRequest,
    Entry,
    EntryPage,
    EntryQuery,
    RequestSummary,
)
from contracts.principal import Principal
from contracts.tickets import Request, RequestDetail
from tickets.calls.tools import TicketsCalls
from tickets.use_cases.conversations.add_comment import add_comment
from tickets.use_cases.conversations.list_entries import list_entries
from tickets.use_cases.requests.edit_request import edit_request
from tickets.use_cases.requests.get_request import get_request
from tickets.use_cases.requests.mark_read import mark_read
from tickets.use_cases.requests.summarise_requests import summarise_requests


class ConversationCalls(TicketsCalls):
    """Reading a request, its course, and what is said about it."""

    @rpc(reads=True)
    def summarise_requests(self, caller: Principal) -> RequestSummary:
        """Count the caller's open requests."""
        return summarise_requests(caller, self._room)

    @rpc(reads=True)
    def get_request(self, caller: Principal, request_id: UUID) -> RequestDetail:
        """Show one request. Raises NotFound."""
        return get_request(caller, request_id, self._room)

    @rpc(reads=True)
    def list_entries(self, caller: Principal, query: EntryQuery) -> EntryPage:
        """Show the course of a request, as far as the caller may read it. Raises NotFound."""
        return list_entries(caller, query, self._room)

    @rpc
    def add_comment(self, caller: Principal, request: AddComment) -> Entry:
        """Say something, once per key. Raises NotFound, NotPermitted, InvalidInput."""
        return add_comment(caller, request, self._tools)

    @rpc
    def edit_request(self, caller: Principal, request: EditRequest) -> Request:
        """Change the words of a request. Raises NotFound, NotPermitted, ChangedMeanwhile."""
        return edit_request(caller, request, self._room)

    @rpc
    def mark_read(self, caller: Principal, request_id: UUID) -> None:
        """Note that the caller has read all there is. Raises NotFound."""
        mark_read(caller, request_id, self._room)
