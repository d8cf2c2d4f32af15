"""Act for somebody who has written a mail."""

from datetime import timedelta

from contracts.mails import MailSender
from contracts.principal import Principal
from tickets.domain.mails import StoredMail
from tickets.domain.people import Person

_FOR = timedelta(minutes=5)


def caller_of(sender: MailSender, mail: StoredMail) -> Principal:
    """Return the sender as a caller who may do what he may do without any area or grant."""
    return Principal(
        subject=sender.person_id,
        kind="person",
        organisation_id=sender.organisation_id,
        organisation_kind=sender.organisation_kind,
        role=sender.role,
        # There is no session: the mail stands for it, in the audit trail as well.
        session_id=mail.id,
        language=sender.language,
        expires_at=mail.received_at + _FOR,
    )


def person_of(sender: MailSender) -> Person:
    """Return what the sender is called, and where he is told."""
    return Person(
        id=sender.person_id, name=sender.name, email=sender.email, language=sender.language
    )
