"""Files that go with what is said about a request."""

from uuid import UUID

from chassis.entrypoints import every, rpc
from contracts.attachments import (
    AttachedFile,
    AttachmentPlace,
    BeginAttachment,
    FinishAttachment,
    StoredAttachment,
)
from contracts.principal import Principal
from tickets.calls.tools import TicketsCalls
from tickets.use_cases.attachments.begin_attachment import begin_attachment
from tickets.use_cases.attachments.finish_attachment import finish_attachment
from tickets.use_cases.attachments.open_attachment import open_attachment
from tickets.use_cases.attachments.sweep_attachments import sweep_attachments


class AttachmentCalls(TicketsCalls):
    """Files that go with what is said about a request."""

    @rpc
    def begin_attachment(self, caller: Principal, request: BeginAttachment) -> AttachmentPlace:
        """Name the place for a file. Raises NotFound, NotPermitted, InvalidInput."""
        return begin_attachment(caller, request, self._room, self.resources)

    @rpc
    def finish_attachment(self, caller: Principal, request: FinishAttachment) -> AttachedFile:
        """Look at a file that has come. Raises NotFound, InvalidInput."""
        return finish_attachment(caller, request, self._room, self.resources)

    @rpc(reads=True)
    def open_attachment(
        self, caller: Principal, request_id: UUID, attachment_id: UUID
    ) -> StoredAttachment:
        """Say where a file lies. Raises NotFound."""
        return open_attachment(caller, request_id, attachment_id, self._room, self.resources)

    @every(seconds=600)
    def sweep_attachments(self) -> None:
        """Forget files that no entry has had for a day."""
        sweep_attachments(self._room, self.resources)
