"""What the vendor's people do with requests, and what their customers think of it."""

from chassis.entrypoints import every, rpc
from contracts.principal import Principal
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
from tickets.calls.tools import TicketsCalls
from tickets.domain.request_types import require_staff
from tickets.use_cases.desk.assign_request import assign_request
from tickets.use_cases.desk.change_state import change_state
from tickets.use_cases.desk.escalate_overdue import escalate_overdue
from tickets.use_cases.desk.list_desk_requests import list_desk_requests
from tickets.use_cases.desk.merge_request import merge_request
from tickets.use_cases.desk.move_request import move_request
from tickets.use_cases.desk.rate_request import rate_request
from tickets.use_cases.desk.set_priority import set_priority


class DeskCalls(TicketsCalls):
    """What the vendor's people do with requests, and what their customers think of it."""

    @rpc(reads=True)
    def list_desk_requests(self, caller: Principal, query: DeskQuery) -> RequestPage:
        """List all customers' requests, for the vendor's people."""
        require_staff(caller)
        return list_desk_requests(caller, query, self._room)

    @rpc
    def change_state(self, caller: Principal, request: ChangeState) -> Request:
        """Take a request on, for the vendor's people. Raises ChangedMeanwhile, NotFound."""
        return change_state(caller, request, self._tools.hours, self._room)

    @rpc
    def assign_request(self, caller: Principal, request: AssignRequest) -> Request:
        """Say who takes care of it, for the vendor's people. Raises NotFound, InvalidInput."""
        return assign_request(caller, request, self._tools)

    @rpc
    def move_request(self, caller: Principal, request: MoveRequest) -> Request:
        """Give it to a department, for the vendor's people. Raises NotFound, InvalidInput."""
        return move_request(caller, request, self._room)

    @rpc
    def set_priority(self, caller: Principal, request: SetPriority) -> Request:
        """Say how soon, for the vendor's people. Raises NotFound."""
        return set_priority(caller, request, self._tools.hours, self._room)

    @rpc
    def merge_request(self, caller: Principal, request: MergeRequest) -> Request:
        """Close it for another one, for the vendor's people. Raises ChangedMeanwhile, NotFound."""
        return merge_request(caller, request, self._tools.hours, self._room)

    @rpc
    def rate_request(self, caller: Principal, request: RateRequest) -> Request:
        """Say what one thinks of a closed request of one's own. Raises ChangedMeanwhile."""
        return rate_request(caller, request, self._room)

    @every(seconds=60)
    def escalate_overdue(self) -> None:
        """Tell of requests that were not answered in time."""
        escalate_overdue(self._room)
