"""What is erased, what is held, and what is kept about a person."""

from datetime import timedelta
from uuid import UUID

from chassis.entrypoints import every, rpc
from contracts.principal import Principal
from contracts.request_privacy import HoldRequest
from contracts.tickets import Request
from tickets.calls.tools import TicketsCalls
from tickets.use_cases.privacy.erase_closed_requests import erase_closed_requests
from tickets.use_cases.privacy.hold_request import hold_request
from tickets.use_cases.privacy.release_request import release_request


class PrivacyCalls(TicketsCalls):
    """What is erased, what is held, and what is kept about a person."""

    @rpc
    def hold_request(self, caller: Principal, request: HoldRequest) -> Request:
        """Keep a request from being erased, for the vendor's people. Raises NotFound."""
        return hold_request(caller, request, self._room)

    @rpc
    def release_request(self, caller: Principal, request_id: UUID) -> Request:
        """Let it be erased when its time is over, for the vendor's people. Raises NotFound."""
        return release_request(caller, request_id, self._room)

    @every(seconds=600)
    def erase_closed_requests(self) -> None:
        """Erase closed requests whose time is over."""
        erase_closed_requests(self._room, timedelta(days=self.settings.requests_kept_days))
