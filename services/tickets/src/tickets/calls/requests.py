"""Opening, listing and finding requests."""

from uuid import UUID

from chassis.entrypoints import rpc
from chassis.service import organisation_of
from contracts.principal import Principal
from contracts.tickets import (
    AdviseRequest,
    ContactChannels,
    FoundRequest,
    OpenForCustomer,
    OpenRequest,
    Request,
    RequestAdvice,
    RequestPage,
    RequestQuery,
)
from tickets.calls.tools import TicketsCalls
from tickets.domain.contact_channels import contact_channels
from tickets.domain.request_types import require_staff
from tickets.use_cases.requests.advise_request import advise_request
from tickets.use_cases.requests.find_request import find_request
from tickets.use_cases.requests.list_requests import list_requests
from tickets.use_cases.requests.open_for_customer import open_for_customer
from tickets.use_cases.requests.open_request import open_request
from tickets.use_cases.requests.reach_request import require_reader


class RequestCalls(TicketsCalls):
    """Opening, listing and finding requests."""

    @rpc
    def open_request(self, caller: Principal, request: OpenRequest) -> Request:
        """Open a request, once per key. Raises NotPermitted, InvalidInput."""
        return open_request(caller, request, self._tools)

    @rpc
    def open_for_customer(self, caller: Principal, request: OpenForCustomer) -> Request:
        """Take down what a customer said, for the vendor's people. Raises InvalidInput."""
        return open_for_customer(caller, request, self._tools)

    @rpc(reads=True)
    def advise_request(self, caller: Principal, request: AdviseRequest) -> RequestAdvice:
        """Advise on words before they are sent, and show open requests like them."""
        return advise_request(caller, request, self._room)

    @rpc(reads=True)
    def list_contact_channels(self, caller: Principal) -> ContactChannels:
        """List the ways to reach the vendor."""
        require_reader(caller)
        return contact_channels(
            phone=self.settings.contact_phone, email=self.settings.contact_email
        )

    @rpc(reads=True)
    def list_requests(self, caller: Principal, query: RequestQuery) -> RequestPage:
        """List the caller's own requests, or those shared with him. Raises InvalidInput."""
        return list_requests(caller, query, self._room)

    @rpc(reads=True)
    def find_request(
        self, caller: Principal, organisation_id: UUID, request_id: UUID
    ) -> FoundRequest:
        """Tell the vendor's people how a customer's request stands. Raises NotFound."""
        require_staff(caller)
        shown = organisation_of(caller, organisation_id) or organisation_id
        with self._room.reading(shown) as readings:
            return find_request(organisation_id, request_id, readings)
