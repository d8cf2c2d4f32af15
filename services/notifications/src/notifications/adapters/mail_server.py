"""The mail server: one reused connection, one message at a time, every reply put into a verdict."""

import contextlib
import re
import select
import smtplib
import ssl
import time
from collections.abc import Callable
from functools import cached_property

from notifications.adapters.composition import Envelope
from notifications.adapters.connections import (
    Connect,
    PlainSmtp,
    SmtpUnderTls,
    connect_anywhere,
)
from notifications.adapters.server_address import ServerAddress
from notifications.domain.delivery import Reply, Verdict

LONGEST_REPLY = 500
# Some servers count; a fresh connection now and then costs nothing.
MESSAGES_PER_CONNECTION = 100
# As long as Postfix keeps one for the next mail (smtp_connection_cache_time_limit).
KEPT_SECONDS = 2.0


class MailServerAwayError(Exception):
    """No connection that we would use: nobody there, no TLS where it is demanded, or no entry."""


class MailServer:
    """One connection to one mail server. Not for two threads at once.

    `hello_as` is the domain we introduce ourselves with; looking up the machine's own name could
    wait for a name server at every connection.

    `final_reply_seconds` is long on purpose: a relay may scan the content before it answers, and
    hanging up there makes a copy (RFC 5321 4.5.3.2.6 asks for ten minutes).
    """

    def __init__(
        self,
        address: ServerAddress,
        *,
        hello_as: str,
        connect_seconds: float = 10.0,
        reply_seconds: float = 60.0,
        final_reply_seconds: float = 600.0,
        connect: Connect = connect_anywhere,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ticks = ticks
        self._used_at = 0.0
        self._connect_with = connect
        self._address = address
        self._hello_as = hello_as
        self._connect_seconds = connect_seconds
        self._reply_seconds = reply_seconds
        self._final_reply_seconds = final_reply_seconds
        self._connection: smtplib.SMTP | None = None
        self._handed_over = 0

    @property
    def is_connected(self) -> bool:
        """Whether there is a connection that looked well when it was last used."""
        return self._connection is not None

    @property
    def is_left_over(self) -> bool:
        """Whether there is a connection that nobody has used for two seconds."""
        return self._connection is not None and self._ticks() > self._used_at + KEPT_SECONDS

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        # Reading the system's certificates takes longer than to compose a mail: once, and only
        # where the server speaks TLS.
        return ssl.create_default_context()

    def connect(self) -> None:
        """Return with an open connection; an open one is used again, if the server kept it.

        Raises:
            MailServerAwayError: there is none to be had.
        """
        if self._connection is not None and _has_spoken(self._connection):
            # Unasked, a server says nothing but goodbye.
            self._drop()
        self._connected()

    def hand_over(self, envelope: Envelope, before_final_dot: Callable[[], None]) -> Reply:
        """Hand one message over and return what became of it.

        `before_final_dot` runs when the server has agreed to take the content and nothing has been
        sent yet; if it raises, the connection is dropped, which the server must take as "never
        mind" (RFC 5321 4.1.1.4), and the exception rises.

        Raises:
            MailServerAwayError: there was no connection and none is to be had.
        """
        connection = self._connected()
        try:
            refusal = _introduce(connection, envelope)
            if refusal is None:
                before_final_dot()
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return Reply(verdict=Verdict.INTERRUPTED, text=_named(error))
        except BaseException:
            self._drop()
            raise
        if refusal is None:
            return self._send_content(connection, envelope)
        self._tidy_up_after(refusal)
        return refusal

    def accepts_sender(self, sender: str) -> bool:
        """Return whether the server lets us send as `sender`; nothing is sent.

        Raises:
            MailServerAwayError: there was no connection and none is to be had, or it broke.
        """
        connection = self._connected()
        try:
            code, _ = connection.mail(sender)
            connection.rset()
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise MailServerAwayError(_named(error)) from error
        return _is_success(code)

    def disconnect(self) -> None:
        """Say goodbye, if there is a connection."""
        if self._connection is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._connection.quit()
            self._drop()

    def _connected(self) -> smtplib.SMTP:
        if self._connection is None:
            try:
                self._connection = self._open()
            except (OSError, smtplib.SMTPException) as error:
                raise MailServerAwayError(_named(error)) from error
            self._handed_over = 0
        self._used_at = self._ticks()
        return self._connection

    def _open(self) -> smtplib.SMTP:
        address = self._address
        if address.encryption == "immediate":
            connection: smtplib.SMTP = SmtpUnderTls(
                address.host,
                address.port,
                hello_as=self._hello_as,
                seconds=self._connect_seconds,
                connect=self._connect_with,
                tls=self._tls,
            )
        else:
            connection = PlainSmtp(
                address.host,
                address.port,
                hello_as=self._hello_as,
                seconds=self._connect_seconds,
                connect=self._connect_with,
            )
        try:
            _set_timeout(connection, self._reply_seconds)
            connection.ehlo_or_helo_if_needed()
            if address.encryption != "immediate" and connection.has_extn("starttls"):
                connection.starttls(context=self._tls)
                connection.ehlo()
            else:
                _refuse_plain_text_where_forbidden(address)
            if address.user is not None:
                connection.login(address.user, address.password or "")
        except BaseException:
            connection.close()
            raise
        return connection

    def _send_content(self, connection: smtplib.SMTP, envelope: Envelope) -> Reply:
        try:
            _set_timeout(connection, self._final_reply_seconds)
            connection.send(_with_dots_doubled(envelope.content) + b".\r\n")
            code, text = connection.getreply()
            _set_timeout(connection, self._reply_seconds)
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return Reply(verdict=Verdict.IN_DOUBT, text=_named(error))
        except BaseException:
            self._drop()
            raise
        reply = Reply(verdict=_verdict(code, otherwise=Verdict.IN_DOUBT), text=_quoted(code, text))
        self._handed_over += 1
        if (
            reply.verdict in {Verdict.IN_DOUBT, Verdict.INTERRUPTED}
            or self._handed_over >= MESSAGES_PER_CONNECTION
        ):
            self.disconnect()
        return reply

    def _tidy_up_after(self, refusal: Reply) -> None:
        try:
            if refusal.verdict is Verdict.INTERRUPTED or self._connection is None:
                self._drop()
            else:
                self._connection.rset()
        except (OSError, smtplib.SMTPException):
            self._drop()

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _has_spoken(connection: smtplib.SMTP) -> bool:
    return connection.sock is None or bool(select.select([connection.sock], [], [], 0)[0])


def _refuse_plain_text_where_forbidden(address: ServerAddress) -> None:
    if address.encryption == "required":
        raise smtplib.SMTPNotSupportedError("STARTTLS is demanded and not offered")


def _introduce(connection: smtplib.SMTP, envelope: Envelope) -> Reply | None:
    """Go as far as the server's consent to take the content; return its refusal otherwise."""
    code, text = connection.mail(envelope.sender)
    if not _is_success(code):
        # A refused sender is our own configuration, not this message's fault: wait for a person
        # instead of failing a whole invoice run.
        verdict = _verdict(code, otherwise=Verdict.INTERRUPTED)
        return Reply(
            verdict=Verdict.DEFERRED if verdict is Verdict.FAILED else verdict,
            text=_quoted(code, text),
        )
    code, text = connection.rcpt(envelope.recipient)
    if not _is_success(code):
        return Reply(
            verdict=_verdict(code, otherwise=Verdict.INTERRUPTED), text=_quoted(code, text)
        )
    code, text = connection.docmd("DATA")
    if code != 354:  # noqa: PLR2004 - "start mail input" (RFC 5321 4.2.3)
        verdict = _verdict(code, otherwise=Verdict.INTERRUPTED)
        return Reply(
            verdict=Verdict.INTERRUPTED if verdict is Verdict.SENT else verdict,
            text=_quoted(code, text),
        )
    return None


def _is_success(code: int) -> bool:
    return 200 <= code < 300  # noqa: PLR2004 - RFC 5321 4.2.1


def _verdict(code: int, *, otherwise: Verdict) -> Verdict:
    if code == 421:  # noqa: PLR2004 - "closing": says nothing about the message (RFC 5321 4.2.3)
        return Verdict.INTERRUPTED
    if _is_success(code):
        return Verdict.SENT
    return {4: Verdict.DEFERRED, 5: Verdict.FAILED}.get(code // 100, otherwise)


def _with_dots_doubled(content: bytes) -> bytes:
    """Return the content with leading dots doubled (RFC 5321 4.5.2), ending in a line end."""
    doubled = re.sub(rb"(?m)^\.", b"..", content)
    return doubled if doubled.endswith(b"\r\n") else doubled + b"\r\n"


def _quoted(code: int, text: bytes) -> str:
    return _recordable(f"{code} {' / '.join(text.decode('utf-8', 'replace').splitlines())}")


def _named(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        reply = error.smtp_error
        return _quoted(error.smtp_code, reply if isinstance(reply, bytes) else reply.encode())
    return _recordable(f"{type(error).__name__}: {error}")


def _recordable(words: str) -> str:
    # A server may say anything; PostgreSQL stores no NUL, and a record is one line.
    return "".join(c if c.isprintable() else "?" for c in words)[:LONGEST_REPLY]


def _set_timeout(connection: smtplib.SMTP, seconds: float) -> None:
    if connection.sock is not None:
        connection.sock.settimeout(seconds)
