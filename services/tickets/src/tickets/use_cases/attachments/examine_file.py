"""Say what a stranger's file is, and whether it is taken."""

from chassis.malware import MalwareFound, NotScanned, Scanner
from tickets.adapters.attachment_store import HeldFile
from tickets.adapters.file_contents import look_at
from tickets.domain.attachments import CheckedAttachment, NewAttachment
from tickets.domain.file_names import safe_file_name
from tickets.domain.file_types import RefusedType


def examine_file(
    begun: NewAttachment, held: HeldFile, scanner: Scanner | None
) -> CheckedAttachment | str:
    """Return what a file is, or the reason for which it is not taken.

    Raises:
        DependencyDown: the malware scanner is away; nobody has looked at the file.
    """
    if held.size_bytes == 0:
        return "empty"
    try:
        if scanner is not None:
            scanner.check(held.chunks())
        found = look_at(held)
    except MalwareFound:
        return "malware_found"
    except NotScanned:
        return "not_scanned"
    except RefusedType as refused:
        return refused.reason
    return CheckedAttachment(
        id=begun.id,
        organisation_id=begun.organisation_id,
        file_name=safe_file_name(begun.file_name, found.endings),
        media_type=found.media_type,
        size_bytes=held.size_bytes,
        sha256=held.sha256,
        object_key=begun.object_key,
    )
