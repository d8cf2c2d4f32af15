"""Why somebody may or may not, and who can change it."""

from chassis.entrypoints import rpc
from contracts.explain import ExplainQuery, Explanation
from contracts.principal import Principal
from identity.calls.tools import IdentityCalls
from identity.use_cases.explain.explain import explain


class ExplainCalls(IdentityCalls):
    """Why somebody may or may not, and who can change it."""

    @rpc(reads=True, even_barred=True)
    def explain(self, caller: Principal, query: ExplainQuery) -> Explanation:
        """Tell which rule decides; about others only to those who look after them."""
        return explain(caller, query, self._room)
