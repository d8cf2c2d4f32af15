"""Forget files that nobody has used."""

from tickets.domain.attachments import SWEPT_AFTER
from tickets.resources import Resources
from tickets.store.records import RecordRoom

_AT_ONCE = 100


def sweep_attachments(room: RecordRoom, resources: Resources) -> int:
    """Delete up to a hundred files that no entry has had for a day; return how many.

    The bytes go first: what a crash leaves is a row, which the next sweep finds.

    Raises:
        DependencyDown: the object store is away; those deleted so far are forgotten next time.
    """
    with room.of_everybody() as records:
        unused = records.attachments.lock_unused(records.now - SWEPT_AFTER, _AT_ONCE)
        for _, object_key in unused:
            resources.attachments.remove(object_key)
        records.attachments.forget(attachment_id for attachment_id, _ in unused)
    return len(unused)
