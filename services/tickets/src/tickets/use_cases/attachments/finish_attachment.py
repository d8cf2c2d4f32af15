"""Look at a file that has come."""

from chassis.service import actor_of
from contracts.attachments import LARGEST_ATTACHMENT_BYTES, AttachedFile, FinishAttachment
from contracts.errors import InvalidInput, NotFound
from contracts.principal import Principal
from tickets.adapters.attachment_store import FileTooLarge
from tickets.domain.attachments import CheckedAttachment, NewAttachment
from tickets.resources import Resources
from tickets.store.records import RecordRoom
from tickets.use_cases.attachments.examine_file import examine_file
from tickets.use_cases.attachments.reach_files import reach_files


def finish_attachment(
    caller: Principal, request: FinishAttachment, room: RecordRoom, resources: Resources
) -> AttachedFile:
    """Return what the file is, once it may go with an entry; a repetition returns the same.

    What is refused is deleted at once, and its place forgotten. The file is looked at outside of
    any transaction, because it takes as long as the malware scanner takes.

    Raises:
        NotFound: nobody began such a file, it was swept, or it is somebody else's.
        InvalidInput: it did not come, or is nothing that is taken; the reason says which.
        DependencyDown: the object store or the malware scanner is away; to be tried again.
    """
    with reach_files(caller, request.file_for, room) as place:
        begun = place.records.attachments.find(
            place.organisation_id, request.attachment_id, caller.subject
        )
    if isinstance(begun, CheckedAttachment):
        return begun.described()
    if begun is None:
        raise NotFound("attachment")
    outcome = _examine(begun, resources)
    if isinstance(outcome, str):
        resources.attachments.remove(begun.object_key)
    with reach_files(caller, request.file_for, room) as place:
        files = place.records.attachments
        if isinstance(outcome, CheckedAttachment):
            files.finish(outcome)
            resources.daily_limits.check(files.used_today(place.organisation_id, place.side))
            return outcome.described()
        files.forget([begun.id])
        place.records.audit.record(
            organisation_id=place.organisation_id,
            actor=actor_of(caller),
            action="attachment.refused",
            subject=f"attachment:{begun.id}",
            details={"reason": outcome},
        )
    raise InvalidInput("file", outcome)


def _examine(begun: NewAttachment, resources: Resources) -> CheckedAttachment | str:
    try:
        held = resources.attachments.fetch(begun.object_key, largest_bytes=LARGEST_ATTACHMENT_BYTES)
    except FileTooLarge:
        return "too_large"
    if held is None:
        return "not_there"
    with held:
        return examine_file(begun, held, resources.scanner)
