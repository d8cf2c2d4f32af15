"""The listener for returned mails, a process of its own: `python -m notifications.bounce_listener`.

A relay hands over what comes to `bounce+…` by LMTP (or SMTP). It is asked for one recipient at a
time, told at once when we did not make his address, and told to come again while the database is
away: nothing is answered with "taken" before it is written down.
"""

import asyncio
import os
import signal
from functools import partial
from urllib.parse import urlsplit

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from prometheus_client import start_http_server

from chassis.clock import Clock, clock_for
from chassis.database import Database
from chassis.errors import DependencyDown
from chassis.log import configure_logging, get_logger
from chassis.settings import load_or_exit
from notifications.adapters.return_path_keys import read_return_path
from notifications.adapters.returned_mail import read_returned_mail
from notifications.domain.return_path import ReturnPath
from notifications.settings import Settings
from notifications.use_cases.receive_returned_mail import receive_returned_mail

# A report may carry the mail it is about, with its files; of it the beginning is read.
LARGEST_MAIL_BYTES = 40_000_000
_AT_ONCE = 4
_LONGEST_LINE = 1_000_000
_log = get_logger(__name__)


class _PatientSmtp(SMTP):
    """Takes lines longer than the standard's: what is refused here, nobody hears of."""

    line_length_limit = _LONGEST_LINE


class _PatientLmtp(LMTP):
    """The same for LMTP (RFC 2033)."""

    line_length_limit = _LONGEST_LINE


class BounceHandler:
    """What aiosmtpd calls for each mail that is handed to us."""

    def __init__(self, path: ReturnPath, database: Database, clock: Clock) -> None:
        self._path = path
        self._database = database
        self._clock = clock
        self._turns = asyncio.Semaphore(_AT_ONCE)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's hook
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take only an address that we have made, and one at a time."""
        del server, session, options
        if envelope.rcpt_tos:
            return "452 4.5.3 One recipient at a time"
        if self._path.message_of(address) is None:
            return "550 5.1.1 No such address"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's hook
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Write down what it says, then take it."""
        del server, session
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        receive = partial(
            self._receive, content, list(envelope.rcpt_tos), is_from_nobody=not envelope.mail_from
        )
        try:
            async with self._turns:
                await asyncio.to_thread(receive)
        except DependencyDown as down:
            _log.warning("returned mail put off", dependency=down.dependency)
            return "451 4.3.0 Try again later"
        return "250 2.0.0 Noted"

    def _receive(self, content: bytes, addresses: list[str], *, is_from_nobody: bool) -> None:
        mail = read_returned_mail(content, is_from_nobody=is_from_nobody)
        with self._database.transaction(every_organisation=True) as session:
            receive_returned_mail(
                mail, addresses, path=self._path, session=session, now=self._clock.now()
            )


async def listen(handler: BounceHandler, url: str) -> asyncio.Server:
    """Listen at `lmtp://host:port` or `smtp://host:port`; return the server.

    Raises:
        ValueError: another form of address.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"lmtp", "smtp"} or not parts.hostname or parts.port is None:
        raise ValueError("KONTOR_BOUNCE_LISTEN is not of the form lmtp://host:port")
    protocol = _PatientLmtp if parts.scheme == "lmtp" else _PatientSmtp
    # Our name in the greeting: looking up the machine's own could wait for a name server.
    session = partial(
        protocol, handler, data_size_limit=LARGEST_MAIL_BYTES, hostname="kontor", ident="bounces"
    )
    return await asyncio.get_running_loop().create_server(session, parts.hostname, parts.port)


async def _serve(settings: Settings, path: ReturnPath) -> None:
    database = Database(settings.database_url, pool_size=_AT_ONCE)
    clock = clock_for(settings.environment, settings.clock_file)
    asked = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, asked.set)
    server = await listen(BounceHandler(path, database, clock), settings.bounce_listen)
    if settings.http_port:
        start_http_server(settings.http_port, settings.http_host)
    _log.info("listening for returned mails", pid=os.getpid())
    await asked.wait()
    server.close()
    database.dispose()
    _log.info("stopped")


def main() -> None:
    """Listen until SIGTERM or SIGINT; exit with 2 when the settings name no return path."""
    settings = load_or_exit(Settings, os.environ)
    configure_logging("notifications", settings.log_format)
    path = read_return_path(settings.bounce_address, settings.bounce_keys)
    if path is None:
        _log.error("KONTOR_BOUNCE_ADDRESS and KONTOR_BOUNCE_KEYS are not set")
        raise SystemExit(2)
    asyncio.run(_serve(settings, path))


if __name__ == "__main__":
    main()
