"""Notices about customers' systems."""

from contracts.system_notices import SystemNoticeQuery, SystemNotices
from gateway.clients.rpc import CallContext, Service


class SystemNoticeCalls(Service):
    """Typed calls; each raises what `RpcClient.call` raises."""

    async def list_notices(self, caller: CallContext, query: SystemNoticeQuery) -> SystemNotices:
        """Return open notices about customers that the caller sees."""
        return await self.read(caller, "list_notices", {"query": query}, SystemNotices)
