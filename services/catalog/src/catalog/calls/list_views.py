"""How people look at lists."""

from catalog.calls.tools import CatalogCalls
from catalog.use_cases.views.get_list_view import get_list_view
from catalog.use_cases.views.put_list_view import put_list_view
from chassis.entrypoints import rpc
from contracts.list_views import ListName, ListView, PutListView
from contracts.principal import Principal


class ListViewCalls(CatalogCalls):
    """How people look at lists."""

    @rpc(reads=True)
    def get_list_view(self, caller: Principal, list_name: ListName) -> ListView:
        """Show the caller's own view of a list. Raises NoMembership."""
        return get_list_view(caller, list_name, self._reading_room)

    @rpc
    def put_list_view(self, caller: Principal, request: PutListView) -> ListView:
        """Remember the caller's own view of a list. Raises NoMembership, InvalidInput."""
        return put_list_view(caller, request, self._room)
