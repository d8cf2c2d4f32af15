"""Say where a mail lies as it came."""

from contracts.attachments import AttachedFile, StoredAttachment
from contracts.errors import NotFound
from tickets.domain.mails import LARGEST_MAIL_BYTES, StoredMail
from tickets.resources import Resources


def locate_mail(mail: StoredMail, resources: Resources) -> StoredAttachment:
    """Return where the mail's bytes lie, and how to prove them.

    Raises:
        NotFound: they are gone.
        DependencyDown: the object store is away.
    """
    held = resources.attachments.fetch(mail.object_key, largest_bytes=LARGEST_MAIL_BYTES)
    if held is None:
        raise NotFound("mail")
    with held:
        return StoredAttachment(
            file=AttachedFile(
                id=mail.id,
                file_name=f"mail-{mail.id}.eml",
                media_type="message/rfc822",
                size_bytes=held.size_bytes,
            ),
            bucket=resources.attachments.bucket,
            object_key=mail.object_key,
            sha256=held.sha256,
        )
