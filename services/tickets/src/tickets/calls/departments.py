"""The vendor's departments."""

from chassis.entrypoints import rpc
from contracts.departments import Department, PutDepartment
from contracts.principal import Principal
from tickets.calls.tools import TicketsCalls
from tickets.use_cases.departments.put_department import put_department


class DepartmentCalls(TicketsCalls):
    """The vendor's departments."""

    @rpc
    def put_department(self, caller: Principal, request: PutDepartment) -> Department:
        """Make or change one, for the vendor's people. Raises ChangedMeanwhile, InvalidInput."""
        return put_department(caller, request, self._tools)
