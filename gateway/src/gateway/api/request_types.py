"""Kinds of request, and departments."""

from typing import Annotated

import msgspec

from contracts.departments import Department, DepartmentMember, Departments, PutDepartment
from contracts.request_privacy import KeptDays
from contracts.request_types import (
    Help,
    Key,
    Label,
    Priority,
    PutRequestType,
    RequestField,
    RequestType,
    RequestTypes,
    Snapshot,
)
from contracts.versions import BaseVersion
from gateway.call import Call


class NextVersion(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of request as it is from now on.

    `base_version` is the version that it changes, 0 for a kind that does not exist yet.
    """

    base_version: BaseVersion
    label: Label
    help: Help | None = None
    fields: Annotated[tuple[RequestField, ...], msgspec.Meta(max_length=50)] = ()
    department: Key
    priority: Priority = "normal"
    attaches: tuple[Snapshot, ...] = ()
    is_offered: bool = True
    kept_days: KeptDays | None = None


class NextDepartment(msgspec.Struct, frozen=True, kw_only=True):
    """A department as it is to be; `base_version` is the version it changes, 0 for a new one."""

    base_version: BaseVersion
    label: Label
    is_default: bool = False
    members: Annotated[tuple[DepartmentMember, ...], msgspec.Meta(max_length=200)] = ()


async def list_request_types(call: Call) -> RequestTypes:
    """Return the kinds of request on offer, with the fields that each asks for."""
    return await call.around.tickets.list_request_types(call.context)


async def put_request_type(call: Call, key: Key, body: NextVersion) -> RequestType:
    """Add a version of a kind of request; for the vendor's people."""
    return await call.around.tickets.put_request_type(
        call.context,
        PutRequestType(
            key=key,
            base_version=body.base_version,
            label=body.label,
            help=body.help,
            fields=body.fields,
            department=body.department,
            priority=body.priority,
            attaches=body.attaches,
            is_offered=body.is_offered,
            kept_days=body.kept_days,
        ),
    )


async def put_department(call: Call, key: str, body: NextDepartment) -> Department:
    """Make a department, or change its names, its members, and which one is the default."""
    return await call.around.tickets.put_department(
        call.context,
        PutDepartment(
            key=key,
            base_version=body.base_version,
            label=body.label,
            is_default=body.is_default,
            members=body.members,
        ),
    )


async def list_departments(call: Call) -> Departments:
    """Return the departments that take up requests; for the vendor's people."""
    return await call.around.tickets.list_departments(call.context)
