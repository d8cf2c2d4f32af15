"""Who among the vendor's people takes up requests: departments and their members."""

from typing import Annotated
from uuid import UUID

import msgspec

from contracts.request_types import Key, Label
from contracts.versions import BaseVersion


class DepartmentMember(msgspec.Struct, frozen=True, kw_only=True):
    """One of the vendor's people in a department.

    `is_told` has him told by mail of each request that comes in; `is_responsible` has him take care
    of it until somebody else does. Nobody, or one, is responsible.
    """

    person_id: UUID
    name: str = ""
    is_told: bool = False
    is_responsible: bool = False


class PutDepartment(msgspec.Struct, frozen=True, kw_only=True):
    """A new department, or one as it is to be from now on; for the vendor's people.

    `base_version` is the version it changes, 0 for one that does not exist yet. The default one is
    exchanged by making another one the default. `members` is the whole list.
    """

    key: Key
    base_version: BaseVersion
    label: Label
    is_default: bool = False
    members: Annotated[tuple[DepartmentMember, ...], msgspec.Meta(max_length=200)] = ()


class Department(msgspec.Struct, frozen=True, kw_only=True):
    """Who among the vendor's people takes up requests; the default one what fits nowhere else."""

    key: Key
    label: Label
    is_default: bool
    version: int = 1
    members: tuple[DepartmentMember, ...] = ()


class Departments(msgspec.Struct, frozen=True, kw_only=True):
    """Every department."""

    items: tuple[Department, ...]
