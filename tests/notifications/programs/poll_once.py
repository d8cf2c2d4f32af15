"""Take in what lies in a mailbox, once, as the service does: a process that a test can kill."""

import os
from pathlib import Path

from chassis.clock import SystemClock
from chassis.crash_points import watch_crash_points
from chassis.database import Database
from chassis.mail_intake.mailbox import Mailbox, MailboxAddress
from notifications.adapters.return_path_keys import read_return_path
from notifications.use_cases.fetch_returned_mails import fetch_returned_mails

if __name__ == "__main__":
    watch_crash_points(Path(os.environ["KONTOR_CRASH_POINTS"]))
    keys = Path(os.environ["KONTOR_BOUNCE_KEYS"])
    path = read_return_path(os.environ["KONTOR_BOUNCE_ADDRESS"], keys)
    assert path is not None
    mailbox = Mailbox(MailboxAddress.parse(os.environ["KONTOR_BOUNCE_IMAP_URL"]))
    database = Database(os.environ["KONTOR_DATABASE_URL"], pool_size=1)
    fetch_returned_mails(mailbox, path, database, SystemClock())
    database.dispose()
