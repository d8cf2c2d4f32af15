"""Let the vendor's people read a mail as it came."""

from uuid import UUID

from chassis.service import actor_of
from contracts.attachments import StoredAttachment
from contracts.errors import NotFound
from contracts.principal import Principal
from tickets.resources import Resources
from tickets.store.records import RecordRoom
from tickets.use_cases.mails.locate_mail import locate_mail


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
    return locate_mail(mail, resources)
