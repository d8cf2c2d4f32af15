"""What a change of rights would bring about."""

from contracts.previews import ChangePreview, PreviewedChange
from gateway.clients.rpc import CallContext, Service


class PreviewCalls(Service):
    """Typed calls that try changes; each raises what `RpcClient.call` raises."""

    async def preview_change(self, caller: CallContext, request: ChangePreview) -> PreviewedChange:
        """Return what would follow from the change; it stays undone, so it may be asked again."""
        return await self.read(caller, "preview_change", {"request": request}, PreviewedChange)
