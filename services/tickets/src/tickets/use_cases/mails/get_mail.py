"""Show the vendor's people what is kept of a mail."""

from uuid import UUID

from chassis.service import actor_of
from contracts.errors import NotFound
from contracts.mails import IncomingMailDetail
from contracts.principal import Principal
from tickets.store.mails import described
from tickets.store.records import RecordRoom


def get_mail(caller: Principal, mail_id: UUID, room: RecordRoom) -> IncomingMailDetail:
    """Return what a mail says and what became of it; who looks goes on record.

    Raises:
        NotFound: there is no such mail any more.
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
    return IncomingMailDetail(
        mail=described(mail),
        recipients=mail.read.recipients,
        words=mail.read.words,
        file_names=tuple(file.name for file in mail.read.files),
        left_out=mail.read.left_out,
        request_id=mail.request_id,
    )
