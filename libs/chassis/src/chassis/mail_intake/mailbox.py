"""A mailbox in which mails for us arrive, read over IMAP."""

import contextlib
import imaplib
import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

_PORTS = {"imap": 143, "imaps": 993}
_MOST_AT_ONCE = 200
_SECONDS = 20.0
_SIZE = re.compile(rb"RFC822\.SIZE (?P<bytes>[0-9]+)")


class MailboxAwayError(Exception):
    """The mailbox does not answer, or does not let us in; what it says names no address."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MailboxAddress:
    """Where the mailbox is and how to enter; TLS always, from the start or by STARTTLS."""

    host: str
    port: int
    user: str
    password: str
    folder: str
    is_tls_at_once: bool

    @classmethod
    def parse(cls, url: str) -> "MailboxAddress":
        """Return the address written as `imaps://user:password@host:port/folder`.

        Raises:
            ValueError: another scheme, no host, or nobody to sign in as.
        """
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname or not parts.username:
            raise ValueError("the mailbox is not of the form imaps://user:password@host/folder")
        return cls(
            host=parts.hostname,
            port=parts.port or _PORTS[parts.scheme],
            user=unquote(parts.username),
            password=unquote(parts.password or ""),
            folder=unquote(parts.path.strip("/")) or "INBOX",
            is_tls_at_once=parts.scheme == "imaps",
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class FetchedMail:
    """A mail as it lies in the mailbox; of one that is too long only the beginning."""

    uid: str
    content: bytes
    is_whole: bool


class Mailbox:
    """Reads a mailbox that holds mails for us and nothing else."""

    def __init__(self, address: MailboxAddress) -> None:
        self._address = address

    @contextlib.contextmanager
    def open(self) -> Iterator["OpenMailbox"]:
        """Yield the open mailbox.

        Raises:
            MailboxAwayError: it cannot be opened, or goes away in between.
        """
        connection: imaplib.IMAP4 | None = None
        try:
            connection = self._connect()
            yield OpenMailbox(connection)
        except (OSError, imaplib.IMAP4.error) as error:
            raise MailboxAwayError(type(error).__name__) from error
        finally:
            if connection is not None:
                with contextlib.suppress(OSError, imaplib.IMAP4.error):
                    connection.logout()

    def _connect(self) -> imaplib.IMAP4:
        address, tls = self._address, ssl.create_default_context()
        if address.is_tls_at_once:
            connection: imaplib.IMAP4 = imaplib.IMAP4_SSL(
                address.host, address.port, ssl_context=tls, timeout=_SECONDS
            )
        else:
            connection = imaplib.IMAP4(address.host, address.port, timeout=_SECONDS)
        try:
            if not address.is_tls_at_once:
                connection.starttls(tls)
            connection.login(address.user, address.password)
            _select(connection, address.folder)
        except BaseException:
            connection.shutdown()
            raise
        return connection


class OpenMailbox:
    """What is new in the mailbox."""

    def __init__(self, connection: imaplib.IMAP4) -> None:
        self._connection = connection

    def new(self, *, largest_bytes: int) -> Iterator[FetchedMail]:
        """Yield the mails that nobody has read, oldest first; others may read the same meanwhile.

        Of a mail of more than `largest_bytes` the first are read.
        """
        _, found = self._connection.uid("SEARCH", "UNSEEN", "UNDELETED")
        uids = found[0].decode().split() if found and found[0] else []
        for uid in uids[:_MOST_AT_ONCE]:
            _, answer = self._connection.uid(
                "FETCH", uid, f"(RFC822.SIZE BODY.PEEK[]<0.{largest_bytes}>)"
            )
            parts: list[Any] = answer or []
            part = next((part for part in parts if isinstance(part, tuple)), None)
            if part is None:
                continue
            content = bytes(part[1])
            told = _SIZE.search(b" ".join(each for each in (part[0], *parts) if _is_words(each)))
            size = int(told["bytes"]) if told else len(content)
            # Some servers count line ends otherwise than they send them.
            is_whole = len(content) < largest_bytes or size <= largest_bytes
            yield FetchedMail(uid=uid, content=content, is_whole=is_whole)

    def remove(self, uid: str) -> None:
        """Delete a mail that is written down elsewhere; nothing if somebody else has."""
        self._connection.uid("STORE", uid, "+FLAGS.SILENT", r"(\Seen \Deleted)")
        if "UIDPLUS" in self._connection.capabilities:
            self._connection.uid("EXPUNGE", uid)
        else:
            self._connection.expunge()

    def leave(self, uid: str) -> None:
        """Leave a mail for a person to look at; it counts as read."""
        self._connection.uid("STORE", uid, "+FLAGS.SILENT", r"(\Seen)")


def _is_words(part: Any) -> bool:
    return isinstance(part, bytes)


def _select(connection: imaplib.IMAP4, folder: str) -> None:
    answer, _ = connection.select('"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"')
    if answer != "OK":
        raise imaplib.IMAP4.error("no such folder")
