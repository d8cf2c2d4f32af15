"""Customers whose contract contact has not come in yet, for the vendor's people (SE-14)."""

from urllib.parse import urlencode

from starlette.responses import Response

from contracts.errors import NotPermitted
from gateway.api.account_bodies import UnactivatedQuery
from gateway.api.customers import list_unactivated_contacts
from gateway.api.decoding import read_values
from gateway.call import Call
from gateway.pages.page import page

UNACTIVATED = "/desk/unactivated"


async def show(call: Call) -> Response:
    """List them by customer number."""
    if not call.identified.principal.is_staff:
        raise NotPermitted("staff")
    cursor = call.request.query_params.get("cursor", "")
    query = read_values({"cursor": cursor, "limit": "50"}, UnactivatedQuery)
    found = await list_unactivated_contacts(call, query)
    next_cursor = found.next_cursor
    return page(
        call,
        "unactivated.html",
        contacts=found.items,
        is_first_page=not cursor,
        next_address=(
            f"{UNACTIVATED}?{urlencode({'cursor': next_cursor})}" if next_cursor else None
        ),
    )
