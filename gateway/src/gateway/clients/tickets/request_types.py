"""Kinds of request, and departments."""

from contracts.departments import Department, Departments, PutDepartment
from contracts.request_types import (
    PutRequestType,
    RequestType,
    RequestTypes,
)
from gateway.clients.rpc import CallContext, Service


class RequestTypeCalls(Service):
    """Typed calls; each raises what `RpcClient.call` raises."""

    async def list_request_types(self, caller: CallContext) -> RequestTypes:
        """Return the kinds on offer."""
        return await self.read(caller, "list_request_types", {}, RequestTypes)

    async def put_request_type(self, caller: CallContext, request: PutRequestType) -> RequestType:
        """Add a version of a kind."""
        return await self.write(caller, "put_request_type", {"request": request}, RequestType)

    async def put_department(self, caller: CallContext, request: PutDepartment) -> Department:
        """Make a department, or change one."""
        return await self.write(caller, "put_department", {"request": request}, Department)

    async def list_departments(self, caller: CallContext) -> Departments:
        """Return the departments."""
        return await self.read(caller, "list_departments", {}, Departments)
