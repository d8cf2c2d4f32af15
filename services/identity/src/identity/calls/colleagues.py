"""What people are told about others of their organisation."""

from chassis.entrypoints import rpc
from contracts.colleagues import ColleagueQuery, Colleagues
from contracts.principal import Principal
from identity.calls.tools import IdentityCalls
from identity.use_cases.members.find_colleagues import find_colleagues


class ColleagueCalls(IdentityCalls):
    """What people are told about others of their organisation."""

    @rpc(reads=True)
    def find_colleagues(self, caller: Principal, query: ColleagueQuery) -> Colleagues:
        """Name people of one's own organisation whom one knows by address or id."""
        return find_colleagues(caller, query, self._room)
