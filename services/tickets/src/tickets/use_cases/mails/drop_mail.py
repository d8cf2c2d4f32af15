"""Put a parked mail away that nobody needs."""

from uuid import UUID

from chassis.service import actor_of
from contracts.errors import ChangedMeanwhile, NotFound
from contracts.mails import IncomingMail
from contracts.principal import Principal
from tickets.store.mails import described
from tickets.store.records import RecordRoom, Records

DROPPED = "dropped"


def drop_mail(caller: Principal, mail_id: UUID, room: RecordRoom) -> IncomingMail:
    """Return the mail, which is parked no more and forgotten when its time is over.

    Until then it can still be handed over. Repeating changes nothing.

    Raises:
        NotFound: there is no such mail any more.
        ChangedMeanwhile: somebody else has made it part of a request, or it was never parked.
    """
    with room.of_everybody() as records:
        mail = records.mails.lock(mail_id)
        if mail is None:
            raise NotFound("mail")
        if mail.state == "parked":
            records.mails.drop(mail, DROPPED)
            _note(caller, mail_id, records)
        elif mail.reason != DROPPED:
            raise ChangedMeanwhile("mail", mail.state)
        return described(records.mails.find(mail_id) or mail)


def _note(caller: Principal, mail_id: UUID, records: Records) -> None:
    records.audit.record(
        organisation_id=caller.organisation_id,
        actor=actor_of(caller),
        action="mail.dropped",
        subject=f"mail:{mail_id}",
    )
