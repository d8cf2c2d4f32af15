"""How people look at lists."""

from contracts.list_views import ListName, ListView, PutListView
from gateway.clients.rpc import CallContext, Service


class ListViewCalls(Service):
    """Typed calls about views of lists; each raises what `RpcClient.call` raises."""

    async def get_list_view(self, caller: CallContext, list_name: ListName) -> ListView:
        """Return the caller's own view of a list."""
        return await self.read(caller, "get_list_view", {"list_name": list_name}, ListView)

    async def put_list_view(self, caller: CallContext, request: PutListView) -> ListView:
        """Remember the caller's own view of a list."""
        return await self.write(caller, "put_list_view", {"request": request}, ListView)
