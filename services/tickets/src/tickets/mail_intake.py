"""The way in for mails, a process of its own: `python -m tickets.mail_intake`.

A relay hands over by LMTP or SMTP what comes to the address for requests, or a mailbox is read over
IMAP, or both. Nothing is answered with "taken", and nothing leaves the mailbox, before it is
written down. What it says is taken up by the service, once identity has told whose it is.
"""

import asyncio
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from chassis.clock import clock_for
from chassis.database import Database
from chassis.errors import DependencyDown
from chassis.log import configure_logging, get_logger
from chassis.mail_intake.health import health_served
from chassis.mail_intake.listener import listen
from chassis.mail_intake.mailbox import Mailbox, MailboxAddress, MailboxAwayError
from chassis.readiness import database_faults
from chassis.settings import load_or_exit
from tickets.adapters.attachment_store import AttachmentStore
from tickets.adapters.mail_reading import MailReader
from tickets.adapters.mailbox_keys import read_request_mailbox
from tickets.domain.mails import LARGEST_MAIL_BYTES
from tickets.domain.request_mailbox import RequestMailbox
from tickets.settings import Settings
from tickets.store.records import RecordRoom
from tickets.use_cases.mails.take_in_mail import CameBy, MailTools, take_in_mail

_DATABASE_CONNECTIONS = 4
_log = get_logger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestMailTaker:
    """Takes in what the listener is handed."""

    tools: MailTools

    def knows(self, recipient: str) -> bool:
        """Return whether mails to this address are about requests."""
        return self.tools.mailbox.knows(recipient)

    def take(self, content: bytes, *, sender: str, recipient: str) -> None:
        """Write the mail down. Raises DependencyDown."""
        take_in_mail(content, CameBy(sender=sender, recipient=recipient), self.tools)


def fetch_mails(mailbox: Mailbox, tools: MailTools) -> int:
    """Take in what is new in the mailbox; return how many. What is written down is deleted there.

    A mail that is too long to be read whole stays, as read, for a person to look at.
    """
    taken = 0
    try:
        with mailbox.open() as opened:
            for mail in opened.new(largest_bytes=LARGEST_MAIL_BYTES):
                taken += take_in_mail(mail.content, CameBy(is_whole=mail.is_whole), tools)
                if mail.is_whole:
                    opened.remove(mail.uid)
                else:
                    opened.leave(mail.uid)
    except MailboxAwayError as error:
        _log.warning("the mailbox for requests does not answer", cause=str(error))
    except DependencyDown as down:
        _log.warning("mails stay in the mailbox", dependency=down.dependency)
    return taken


def mail_tools(settings: Settings, mailbox: RequestMailbox, database: Database) -> MailTools:
    """Return what taking mails in needs."""
    clock = clock_for(settings.environment, settings.clock_file)
    return MailTools(
        room=RecordRoom(database, clock),
        store=AttachmentStore(settings),
        reader=MailReader(),
        mailbox=mailbox,
    )


async def _serve(settings: Settings, tools: MailTools, faults: Callable[[], list[str]]) -> None:
    asked = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, asked.set)
    server = None
    if settings.request_mail_listen:
        server = await listen(
            RequestMailTaker(tools=tools),
            settings.request_mail_listen,
            largest_bytes=LARGEST_MAIL_BYTES,
        )
    with health_served(settings.http_host, settings.http_port, faults):
        _log.info("taking mails for requests", pid=os.getpid())
        await _look_into_mailbox(settings, tools, asked)
    if server is not None:
        server.close()
    _log.info("stopped")


async def _look_into_mailbox(settings: Settings, tools: MailTools, asked: asyncio.Event) -> None:
    """Look every few seconds, where there is a mailbox, until the process is asked to end."""
    url = settings.request_mail_imap_url
    if url is None:
        await asked.wait()
        return
    mailbox = Mailbox(MailboxAddress.parse(url))
    while not asked.is_set():
        await asyncio.to_thread(fetch_mails, mailbox, tools)
        try:
            await asyncio.wait_for(asked.wait(), settings.request_mail_imap_seconds)
        except TimeoutError:
            continue


def main() -> None:
    """Take mails in until SIGTERM or SIGINT; exit with 2 when the settings name no address."""
    settings = load_or_exit(Settings, os.environ)
    configure_logging("tickets", settings.log_format)
    mailbox = read_request_mailbox(settings)
    if mailbox is None:
        _log.error("KONTOR_REQUEST_MAIL_ADDRESS and KONTOR_REQUEST_MAIL_KEYS are not set")
        raise SystemExit(2)
    database = Database(settings.database_url, pool_size=_DATABASE_CONNECTIONS)
    faults = partial(database_faults, database, "tickets")
    asyncio.run(_serve(settings, mail_tools(settings, mailbox, database), faults))
    database.dispose()


if __name__ == "__main__":
    main()
