"""Why somebody may or may not, and who can change it."""

from chassis.entrypoints import rpc
from chassis.rpc_client import RpcClient
from contracts.explain import ExplainQuery, Explanation
from contracts.principal import Principal
from identity.adapters.notice_desk import NoticeDesk
from identity.calls.tools import IdentityCalls
from identity.use_cases.explain.explain import explain


class ExplainCalls(IdentityCalls):
    """Why somebody may or may not, and who can change it."""

    billing_docs = RpcClient("billing_docs")
    notifications = RpcClient("notifications")

    @rpc(reads=True, even_barred=True)
    def explain(self, caller: Principal, query: ExplainQuery) -> Explanation:
        """Tell which rule decides; about others only to those who look after them."""
        desk = NoticeDesk(billing_docs=self.billing_docs, notifications=self.notifications)
        return explain(caller, query, self._room, desk)
