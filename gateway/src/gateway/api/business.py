"""Requests, packages and entitlements."""

from contracts.catalog import Entitlements, Packages
from contracts.tickets import OpenRequest, Request, RequestPage, RequestQuery
from gateway.api.bodies import NewRequest
from gateway.call import Call


async def list_requests(call: Call, query: RequestQuery) -> RequestPage:
    """Return the caller's requests, newest first."""
    return await call.around.tickets.list_requests(call.context, query)


async def open_request(call: Call, body: NewRequest, idempotency_key: str) -> Request:
    """Open a request; the same `Idempotency-Key` with the same content answers the same one."""
    return await call.around.tickets.open_request(
        call.context,
        OpenRequest(
            kind=body.kind,
            title=body.title,
            description=body.description,
            idempotency_key=idempotency_key,
        ),
    )


async def list_packages(call: Call) -> Packages:
    """Return every package on offer."""
    return await call.around.catalog.list_packages(call.context)


async def list_entitlements(call: Call) -> Entitlements:
    """Return what the caller's organisation may use now."""
    return await call.around.catalog.list_entitlements(call.context)
