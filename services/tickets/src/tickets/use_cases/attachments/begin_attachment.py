"""Name the place for a file that is about to come."""

from chassis.ids import new_id
from contracts.attachments import AttachmentPlace, BeginAttachment
from contracts.principal import Principal
from tickets.domain.attachments import NewAttachment
from tickets.resources import Resources
from tickets.store.records import RecordRoom
from tickets.use_cases.attachments.reach_files import reach_files


def begin_attachment(
    caller: Principal, request: BeginAttachment, room: RecordRoom, resources: Resources
) -> AttachmentPlace:
    """Return where the bytes are to be put; what is not used within a day is forgotten.

    Raises:
        NotFound: there is no such request, or the caller does not see it.
        NotPermitted: he is no person, or an account for documents alone.
        InvalidInput: his organisation has sent in too much today.
    """
    with reach_files(caller, request.file_for, room) as place:
        files = place.records.attachments
        attachment = NewAttachment(
            id=new_id(),
            organisation_id=place.organisation_id,
            request_id=request.file_for.request_id,
            uploaded_by=caller.subject,
            side=place.side,
            file_name=request.file_name,
            begun_at=place.records.now,
        )
        files.begin(attachment)
        resources.daily_limits.check(files.used_today(place.organisation_id, place.side))
        return AttachmentPlace(
            id=attachment.id,
            bucket=resources.attachments.bucket,
            object_key=attachment.object_key,
        )
