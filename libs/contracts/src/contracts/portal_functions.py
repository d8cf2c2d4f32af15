"""Functions that are moved here one by one from an older portal (DW-03)."""

from typing import Annotated, Literal, get_args

import msgspec

from contracts.versions import BaseVersion

FunctionKey = Literal["customers", "contracts", "resources"]
FUNCTIONS: tuple[FunctionKey, ...] = get_args(FunctionKey)
_Url = Annotated[str, msgspec.Meta(pattern="^https://[^\\s]+$", max_length=500)]


class PortalFunction(msgspec.Struct, frozen=True, kw_only=True):
    """One function of the business area; where it has not moved yet, `legacy_url` leads to it."""

    key: FunctionKey
    version: int
    legacy_url: str | None


class PortalFunctions(msgspec.Struct, frozen=True, kw_only=True):
    """Every function, in the order of the menu."""

    items: tuple[PortalFunction, ...]


class PutPortalFunction(msgspec.Struct, frozen=True, kw_only=True):
    """Where a function is found from now on: at an address elsewhere, or here if that is None."""

    key: FunctionKey
    base_version: BaseVersion
    legacy_url: _Url | None
