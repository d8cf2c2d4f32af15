"""Packages and entitlements."""

from contracts.catalog import Entitlements, Packages
from gateway.call import Call


async def list_packages(call: Call) -> Packages:
    """Return every package on offer."""
    return await call.around.catalog.list_packages(call.context)


async def list_entitlements(call: Call) -> Entitlements:
    """Return what the caller's organisation may use now."""
    return await call.around.catalog.list_entitlements(call.context)
