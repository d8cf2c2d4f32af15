"""Let a file be fetched by whoever may read its entry."""

from uuid import UUID

from contracts.attachments import StoredAttachment
from contracts.errors import NotFound
from contracts.principal import Principal
from tickets.resources import Resources
from tickets.store.records import RecordRoom
from tickets.use_cases.requests.reach_request import reach_request


def open_attachment(
    caller: Principal,
    request_id: UUID,
    attachment_id: UUID,
    room: RecordRoom,
    resources: Resources,
) -> StoredAttachment:
    """Return where the file's bytes lie, and how to prove them.

    Raises:
        NotFound: there is no such file, or it goes with what the caller may not read.
    """
    with reach_request(caller, request_id, room) as reached:
        found = reached.records.attachments.readable(
            reached.request, reached.viewer.audiences, attachment_id
        )
        if found is None:
            raise NotFound("attachment")
        return found.stored_in(resources.attachments.bucket)
