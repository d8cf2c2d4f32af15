"""One's own views of lists: columns, their order, and what is sorted by."""

import msgspec

from contracts.errors import NotFound
from contracts.list_views import ListName, ListView, PutListView
from gateway.call import Call


class _Named(msgspec.Struct, frozen=True, kw_only=True):
    name: ListName


async def get_list_view(call: Call, list_name: str) -> ListView:
    """Return how the caller looks at a list, `contracts` or `customers`."""
    return await call.around.catalog.get_list_view(call.context, _list_in(list_name))


async def put_list_view(call: Call, list_name: str, body: ListView) -> ListView:
    """Remember how the caller looks at a list, for him alone and on every device."""
    request = PutListView(list_name=_list_in(list_name), view=body)
    return await call.around.catalog.put_list_view(call.context, request)


def _list_in(name: str) -> ListName:
    try:
        return msgspec.convert({"name": name}, _Named).name
    except msgspec.ValidationError:
        raise NotFound("list") from None
