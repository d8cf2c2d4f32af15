"""Take in what has arrived in the mailbox of returned mails."""

from chassis.clock import Clock
from chassis.crash_points import crash_point
from chassis.database import Database
from chassis.log import get_logger
from chassis.mail_intake.mailbox import Mailbox, MailboxAwayError
from notifications.adapters.returned_mail import LARGEST_READ_BYTES, read_returned_mail
from notifications.domain.return_path import ReturnPath
from notifications.use_cases.receive_returned_mail import receive_returned_mail

_log = get_logger(__name__)


def fetch_returned_mails(
    mailbox: Mailbox, path: ReturnPath, database: Database, clock: Clock
) -> int:
    """Take in every new mail, each in a transaction of its own; return how many.

    Any number of processes may do this at once. What tells that a message has reached nobody is
    deleted after the commit; whatever else arrived stays, as read, for a person to look at.
    """
    taken = 0
    try:
        with mailbox.open() as opened:
            for fetched in opened.new(largest_bytes=LARGEST_READ_BYTES):
                mail = read_returned_mail(fetched.content)
                with database.transaction(every_organisation=True) as session:
                    receipt = receive_returned_mail(
                        mail, mail.addressed_to, path=path, session=session, now=clock.now()
                    )
                    crash_point("bounce.noted")
                crash_point("bounce.taken")
                taken += 1
                if receipt != "forged" and mail.sort == "failed":
                    opened.remove(fetched.uid)
                else:
                    opened.leave(fetched.uid)
    except MailboxAwayError as error:
        _log.warning("the mailbox of returned mails does not answer", cause=str(error))
    return taken
