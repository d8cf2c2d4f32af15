"""Requests: opened and listed."""

import msgspec

from contracts.tickets import (
    Description,
    Fields,
    OpenRequest,
    Request,
    RequestPage,
    RequestQuery,
    Title,
)
from gateway.call import Call


class NewRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What the customer wants: a kind of request, and the fields that it asks for."""

    kind: str
    title: Title
    description: Description
    fields: Fields = {}


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
            fields=body.fields,
            idempotency_key=idempotency_key,
        ),
    )
