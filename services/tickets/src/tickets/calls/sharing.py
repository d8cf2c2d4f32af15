"""Who sees a request besides its requester."""

from uuid import UUID

from chassis.entrypoints import rpc
from contracts.conversations import ShareRequest, Shares, UnshareRequest
from contracts.principal import Principal
from tickets.calls.tools import TicketsCalls
from tickets.use_cases.sharing.list_shares import list_shares
from tickets.use_cases.sharing.share_request import share_request
from tickets.use_cases.sharing.unshare_request import unshare_request


class SharingCalls(TicketsCalls):
    """Who sees a request besides its requester."""

    @rpc(reads=True)
    def list_shares(self, caller: Principal, request_id: UUID) -> Shares:
        """List with whom a request is shared. Raises NotFound."""
        return list_shares(caller, request_id, self._room)

    @rpc
    def share_request(self, caller: Principal, request: ShareRequest) -> Shares:
        """Let others see a request. Raises NotFound, NotPermitted, InvalidInput."""
        return share_request(caller, request, self._room)

    @rpc
    def unshare_request(self, caller: Principal, request: UnshareRequest) -> Shares:
        """Let them see it no more. Raises NotFound, NotPermitted."""
        return unshare_request(caller, request, self._room)
