"""A listener to which a relay hands mails over, by LMTP (RFC 2033) or SMTP.

It asks whoever takes the mails about each recipient, takes one recipient at a time, and answers
with "taken" only after they were written down. It belongs behind a relay, not on the internet.
"""

import asyncio
from functools import partial
from typing import Protocol
from urllib.parse import urlsplit

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session

from chassis.errors import DependencyDown
from chassis.log import get_logger
from chassis.metrics import MAILS_HANDED_OVER

# Each may hold a mail in memory; a relay waits with the others.
_CONNECTIONS = 8
_LONGEST_LINE = 1_000_000
_log = get_logger(__name__)


class MailTaker(Protocol):
    """Whoever takes mails in; called from other threads."""

    def knows(self, recipient: str) -> bool:
        """Return whether mails to this address are for us."""

    def take(self, content: bytes, *, sender: str, recipient: str) -> None:
        """Return once the mail is written down; `sender` is empty for mails of nobody.

        Raises:
            DependencyDown: not now; the relay is to come again.
        """


class _PatientSmtp(SMTP):
    """Takes lines longer than the standard's: what is refused here, nobody hears of."""

    line_length_limit = _LONGEST_LINE


class _PatientLmtp(LMTP):
    """The same for LMTP."""

    line_length_limit = _LONGEST_LINE


class _Handler:
    """What aiosmtpd calls for each mail."""

    def __init__(self, taker: MailTaker) -> None:
        self._taker = taker
        self._turns = asyncio.Semaphore(_CONNECTIONS)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's hook
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        del server, session, options
        if envelope.rcpt_tos:
            return "452 4.5.3 One recipient at a time"
        if not self._taker.knows(address):
            MAILS_HANDED_OVER.labels("unknown_address").inc()
            return "550 5.1.1 No such address"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's hook
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        del server, session
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        (recipient,) = envelope.rcpt_tos
        take = partial(
            self._taker.take, content, sender=envelope.mail_from or "", recipient=recipient
        )
        try:
            async with self._turns:
                await asyncio.to_thread(take)
        except DependencyDown as down:
            _log.warning("mail put off", dependency=down.dependency)
            MAILS_HANDED_OVER.labels("try_later").inc()
            return "451 4.3.0 Try again later"
        MAILS_HANDED_OVER.labels("taken").inc()
        return "250 2.0.0 Taken"


async def listen(taker: MailTaker, url: str, *, largest_bytes: int) -> asyncio.Server:
    """Listen at `lmtp://host:port` or `smtp://host:port`; return the server.

    Mails of more than `largest_bytes` are refused (552), without being held.

    Raises:
        ValueError: another form of address.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"lmtp", "smtp"} or not parts.hostname or parts.port is None:
        raise ValueError(f"{url!r} is not of the form lmtp://host:port")
    protocol = _PatientLmtp if parts.scheme == "lmtp" else _PatientSmtp
    # Our name in the greeting: looking up the machine's own could wait for a name server.
    session = partial(
        protocol,
        _Handler(taker),
        data_size_limit=largest_bytes,
        hostname="kontor",
        ident="mails",
    )
    return await asyncio.get_running_loop().create_server(session, parts.hostname, parts.port)
