"""Forget mails that were kept long enough."""

from datetime import timedelta

from tickets.resources import Resources
from tickets.store.records import RecordRoom

# What became of a mail is known by then; one that was parked, a person has looked at.
KEPT_FOR = timedelta(days=30)
PARKED_FOR = timedelta(days=180)
_AT_ONCE = 50


def sweep_mails(room: RecordRoom, resources: Resources) -> int:
    """Delete up to fifty old mails with their bytes; return how many.

    Raises:
        DependencyDown: the object store is away; those deleted so far are forgotten next time.
    """
    with room.of_everybody() as records:
        old = records.mails.lock_old(
            settled_before=records.now - KEPT_FOR,
            parked_before=records.now - PARKED_FOR,
            limit=_AT_ONCE,
        )
        for mail in old:
            for file in mail.read.files:
                resources.attachments.remove(mail.file_key(file.number))
            resources.attachments.remove(mail.object_key)
        records.mails.forget([mail.id for mail in old])
    return len(old)
