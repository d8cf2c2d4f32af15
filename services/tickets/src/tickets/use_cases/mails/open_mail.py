"""Let the vendor's people read a mail as it came."""

from uuid import UUID

from chassis.service import actor_of
from contracts.attachments import AttachedFile, StoredAttachment
from contracts.errors import NotFound
from contracts.principal import Principal
from tickets.domain.mails import LARGEST_MAIL_BYTES
from tickets.resources import Resources
from tickets.store.records import RecordRoom


def open_mail(
    caller: Principal, mail_id: UUID, room: RecordRoom, resources: Resources
) -> StoredAttachment:
    """Return where the mail's bytes lie; who looks goes on record.

    Raises:
        NotFound: there is no such mail any more.
        DependencyDown: the object store is away.
    """
    with room.of_everybody() as records:
        mail = records.mails.find(mail_id)
        if mail is None:
            raise NotFound("mail")
        records.audit.record(
            organisation_id=caller.organisation_id,
            actor=actor_of(caller),
            action="mail.opened",
            subject=f"mail:{mail_id}",
        )
    held = resources.attachments.fetch(mail.object_key, largest_bytes=LARGEST_MAIL_BYTES)
    if held is None:
        raise NotFound("mail")
    with held:
        return StoredAttachment(
            file=AttachedFile(
                id=mail_id,
                file_name=f"mail-{mail_id}.eml",
                media_type="message/rfc822",
                size_bytes=held.size_bytes,
            ),
            bucket=resources.attachments.bucket,
            object_key=mail.object_key,
            sha256=held.sha256,
        )
