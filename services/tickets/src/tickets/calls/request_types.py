"""Kinds of request, and departments."""

from chassis.entrypoints import rpc
from contracts.departments import Departments
from contracts.principal import Principal
from contracts.request_types import (
    PutRequestType,
    RequestType,
    RequestTypes,
)
from tickets.calls.tools import TicketsCalls
from tickets.domain.request_types import require_staff
from tickets.use_cases.request_types.list_request_types import list_request_types
from tickets.use_cases.request_types.put_request_type import put_request_type


class RequestTypeCalls(TicketsCalls):
    """Kinds of request, and departments."""

    @rpc(reads=True)
    def list_request_types(self, caller: Principal) -> RequestTypes:
        """List the kinds on offer; to the vendor's people also the others."""
        with self._room.of_nobody() as records:
            return list_request_types(caller, records)

    @rpc
    def put_request_type(self, caller: Principal, request: PutRequestType) -> RequestType:
        """Add a version of a kind, for the vendor's people. Raises ChangedMeanwhile."""
        require_staff(caller)
        with self._room.of_nobody() as records:
            return put_request_type(caller, request, records)

    @rpc(reads=True)
    def list_departments(self, caller: Principal) -> Departments:
        """List the departments, for the vendor's people."""
        require_staff(caller)
        with self._room.of_nobody() as records:
            return Departments(items=records.departments.every())
