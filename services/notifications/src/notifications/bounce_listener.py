"""The listener for returned mails, a process of its own: `python -m notifications.bounce_listener`.

A relay hands over what comes to `bounce+…` by LMTP (or SMTP). It is asked for one recipient at a
time, told at once when we did not make his address, and told to come again while the database is
away: nothing is answered with "taken" before it is written down.
"""

import asyncio
import os
import signal
from dataclasses import dataclass
from functools import partial

from chassis.clock import Clock, clock_for
from chassis.crash_points import crash_point, watch_crash_points
from chassis.database import Database
from chassis.log import configure_logging, get_logger
from chassis.mail_intake.health import health_served
from chassis.mail_intake.listener import listen
from chassis.readiness import database_faults
from chassis.settings import load_or_exit
from notifications.adapters.return_path_keys import read_return_path
from notifications.adapters.returned_mail import read_returned_mail
from notifications.domain.return_path import ReturnPath
from notifications.settings import Settings
from notifications.use_cases.receive_returned_mail import receive_returned_mail

# A report may carry the mail it is about, with its files; of it the beginning is read.
LARGEST_MAIL_BYTES = 40_000_000
_DATABASE_CONNECTIONS = 8
_log = get_logger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class ReturnedMailTaker:
    """Takes in what the listener is handed."""

    path: ReturnPath
    database: Database
    clock: Clock

    def knows(self, recipient: str) -> bool:
        """Return whether we have made this address."""
        return self.path.message_of(recipient) is not None

    def take(self, content: bytes, *, sender: str, recipient: str) -> None:
        """Write down what the mail says. Raises DependencyDown."""
        mail = read_returned_mail(content, is_from_nobody=not sender)
        with self.database.transaction(every_organisation=True) as session:
            receive_returned_mail(
                mail, [recipient], path=self.path, session=session, now=self.clock.now()
            )
            crash_point("bounce.noted")
        crash_point("bounce.taken")


async def _serve(settings: Settings, path: ReturnPath) -> None:
    database = Database(settings.database_url, pool_size=_DATABASE_CONNECTIONS)
    clock = clock_for(settings.environment, settings.clock_file)
    asked = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, asked.set)
    taker = ReturnedMailTaker(path=path, database=database, clock=clock)
    server = await listen(taker, settings.bounce_listen, largest_bytes=LARGEST_MAIL_BYTES)
    faults = partial(database_faults, database, "notifications")
    with health_served(settings.http_host, settings.http_port, faults):
        _log.info("listening for returned mails", pid=os.getpid())
        await asked.wait()
    server.close()
    database.dispose()
    _log.info("stopped")


def main() -> None:
    """Listen until SIGTERM or SIGINT; exit with 2 when the settings name no return path."""
    settings = load_or_exit(Settings, os.environ)
    configure_logging("notifications", settings.log_format)
    watch_crash_points(settings.crash_points)
    path = read_return_path(settings.bounce_address, settings.bounce_keys)
    if path is None:
        _log.error("KONTOR_BOUNCE_ADDRESS and KONTOR_BOUNCE_KEYS are not set")
        raise SystemExit(2)
    asyncio.run(_serve(settings, path))


if __name__ == "__main__":
    main()
