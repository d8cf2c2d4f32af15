"""The servers of an organisation's own mail account: asked, and never told where we will not go."""

import contextlib
import imaplib
import smtplib
import ssl

from contracts.mail_accounts import MailAccountFault
from notifications.adapters.connections import Connect, Imap
from notifications.adapters.mail_server import MailServer, MailServerAwayError
from notifications.adapters.server_address import ServerAddress
from notifications.domain.mail_accounts import Server

# Short: a person waits, or other organisations' mails do.
CONNECT_SECONDS = 5.0
REPLY_SECONDS = 10.0
FINAL_REPLY_SECONDS = 30.0


class AccountServers:
    """Opens connections to the servers that organisations have entered; `connect` guards them."""

    def __init__(self, *, connect: Connect, hello_as: str) -> None:
        self._connect = connect
        self._hello_as = hello_as

    def outgoing(self, server: Server, password: str) -> MailServer:
        """Return the sending server, not yet connected; TLS and its certificate are demanded."""
        return MailServer(
            ServerAddress(
                host=server.host,
                port=server.port,
                user=server.user,
                password=password,
                encryption="immediate" if server.security == "tls" else "required",
            ),
            hello_as=self._hello_as,
            connect_seconds=CONNECT_SECONDS,
            reply_seconds=REPLY_SECONDS,
            final_reply_seconds=FINAL_REPLY_SECONDS,
            connect=self._connect,
        )

    def try_outgoing(self, server: Server, password: str, sender: str) -> MailAccountFault | None:
        """Return what keeps the sending server from taking a mail of ours, None if nothing."""
        opened = self.outgoing(server, password)
        try:
            opened.connect()
            return None if opened.accepts_sender(sender) else "sender_refused"
        except MailServerAwayError as error:
            return fault_of(error.__cause__)
        finally:
            opened.disconnect()

    def try_incoming(self, server: Server, password: str) -> MailAccountFault | None:
        """Return what keeps us from reading the mailbox, None if nothing."""
        tls = ssl.create_default_context()
        connection: Imap | None = None
        try:
            connection = Imap(
                server.host,
                server.port,
                seconds=CONNECT_SECONDS,
                connect=self._connect,
                tls=tls if server.security == "tls" else None,
            )
            if server.security == "starttls":
                _start_tls(connection, tls)
            return _sign_in(connection, server.user, password)
        except (OSError, imaplib.IMAP4.error) as error:
            return fault_of(error)
        finally:
            if connection is not None:
                with contextlib.suppress(OSError, imaplib.IMAP4.error):
                    connection.logout()


def fault_of(error: BaseException | None) -> MailAccountFault:
    """Return the one word for what went wrong; never the server's own, and never where it is."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return "sign_in_refused"
    if isinstance(error, (ssl.SSLError, smtplib.SMTPNotSupportedError)):
        return "no_tls"
    if isinstance(error, (smtplib.SMTPException, imaplib.IMAP4.error)):
        return "no_answer"
    return "unreachable"


def _start_tls(connection: Imap, tls: ssl.SSLContext) -> None:
    try:
        connection.starttls(tls)
    except imaplib.IMAP4.error as error:
        raise ssl.SSLError("STARTTLS is demanded and not offered") from error


def _sign_in(connection: Imap, user: str, password: str) -> MailAccountFault | None:
    try:
        connection.login(user, password)
    except imaplib.IMAP4.error:
        return "sign_in_refused"
    answer, _ = connection.select("INBOX", readonly=True)
    return None if answer == "OK" else "no_answer"
