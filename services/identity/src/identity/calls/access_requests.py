"""Asking an organisation to be let in."""

from uuid import UUID

from chassis.entrypoints import Incoming, on_event, rpc
from contracts.accounts import (
    AccessRequest,
    AccessRequests,
    DecideAccess,
    RequestAccess,
    RequestAreas,
)
from contracts.events import ACCESS_WISHED, AccessWished
from contracts.principal import Principal
from identity.calls.tools import IdentityCalls
from identity.domain.permissions import (
    administered_organisation,
    own_organisation,
    served_organisation,
)
from identity.use_cases.access_requests.decide_access import decide_access
from identity.use_cases.access_requests.request_access import request_access
from identity.use_cases.access_requests.request_areas import request_areas
from identity.use_cases.access_requests.take_up_access_wish import take_up_access_wish


class AccessRequestCalls(IdentityCalls):
    """Asking an organisation to be let in."""

    @rpc(even_barred=True)
    def request_access(self, caller: Principal, request: RequestAccess) -> None:
        """Ask a customer's administrators for access; tells nothing about the company."""
        with self._room.of_everybody() as records:
            request_access(caller, request, records)

    @rpc
    def request_areas(self, caller: Principal, request: RequestAreas) -> AccessRequest:
        """Ask one's own administrators for areas. Raises InvalidInput, TooManyAttempts."""
        with self._room.of(own_organisation(caller)) as records:
            return request_areas(caller, request, records)

    @rpc(reads=True)
    def list_own_access_requests(self, caller: Principal) -> AccessRequests:
        """List what the caller has asked his own administrators for and waits for."""
        own = own_organisation(caller)
        with self._room.of(own) as records:
            asked = records.access_requests.find_open(own, caller.subject)
            return AccessRequests(items=(asked,) if asked else ())

    @on_event("identity", ACCESS_WISHED)
    def take_up_access_wish(self, event: Incoming[AccessWished]) -> None:
        """Put a wish to be let in before the administrators it is for."""
        with self._room.of_everybody() as records:
            take_up_access_wish(event, records)

    @rpc(reads=True)
    def list_access_requests(
        self, caller: Principal, organisation_id: UUID | None = None
    ) -> AccessRequests:
        """List who asked, for administrators and the vendor's people."""
        shown = administered_organisation(caller, organisation_id)
        with self._room.of(shown) as records:
            return AccessRequests(items=records.access_requests.of_organisation(shown))

    @rpc
    def decide_access(self, caller: Principal, request: DecideAccess) -> AccessRequest:
        """Let somebody in who asked, or not. Raises NotFound."""
        served = served_organisation(caller, request.organisation_id, request.reason)
        with self._room.of(served) as records:
            return decide_access(caller, served, request, records, self._seat_desk)
