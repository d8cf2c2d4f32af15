"""Files that go with what is said about a request."""

from uuid import UUID

from contracts.attachments import (
    AttachedFile,
    AttachmentPlace,
    BeginAttachment,
    FinishAttachment,
    StoredAttachment,
)
from gateway.clients.rpc import CallContext, Service

# The malware scanner has 30 seconds for a file.
_LOOKING_SECONDS = 45.0


class AttachmentCalls(Service):
    """Typed calls; each raises what `RpcClient.call` raises."""

    async def begin_attachment(
        self, caller: CallContext, request: BeginAttachment
    ) -> AttachmentPlace:
        """Return where the bytes of a file are to be put."""
        return await self.write(caller, "begin_attachment", {"request": request}, AttachmentPlace)

    async def finish_attachment(
        self, caller: CallContext, request: FinishAttachment
    ) -> AttachedFile:
        """Have a file looked at that was put there."""
        return await self.write(
            caller,
            "finish_attachment",
            {"request": request},
            AttachedFile,
            timeout_seconds=_LOOKING_SECONDS,
        )

    async def open_attachment(
        self, caller: CallContext, request_id: UUID, attachment_id: UUID
    ) -> StoredAttachment:
        """Return where a file lies."""
        arguments = {"request_id": request_id, "attachment_id": attachment_id}
        return await self.read(caller, "open_attachment", arguments, StoredAttachment)
