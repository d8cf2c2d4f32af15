"""Connections to mail servers; a function of the caller's opens them and decides where to."""

import imaplib
import smtplib
import socket
import ssl
from collections.abc import Callable
from functools import partial
from typing import TypeAlias

from chassis.outside_addresses import MayReach, connect_outside
from chassis.silent_peers import notice_silence

Connect: TypeAlias = Callable[[str, int, float | None], socket.socket]
"""Host, port and seconds to wait become a connected socket, or an OSError."""


def connect_anywhere(host: str, port: int, timeout_seconds: float | None) -> socket.socket:
    """Connect to a host that our own operators have named."""
    return notice_silence(socket.create_connection((host, port), timeout_seconds))


def connecting_outside(may_reach: MayReach) -> Connect:
    """Return what connects to hosts that strangers have named, where `may_reach` allows it."""
    return partial(_outside, may_reach)


def _outside(
    may_reach: MayReach, host: str, port: int, timeout_seconds: float | None
) -> socket.socket:
    return connect_outside(host, port, timeout_seconds, may_reach)


class PlainSmtp(smtplib.SMTP):
    """An SMTP connection that begins in the clear, for STARTTLS."""

    def __init__(
        self, host: str, port: int, *, hello_as: str, seconds: float, connect: Connect
    ) -> None:
        self._connect_with = connect
        super().__init__(host, port, hello_as, timeout=seconds)

    def _get_socket(self, host: str, port: int, timeout: float | None) -> socket.socket:
        return self._connect_with(host, port, timeout)


class SmtpUnderTls(smtplib.SMTP_SSL):
    """An SMTP connection under TLS from the first byte; the certificate goes by the host's name."""

    def __init__(
        self,
        host: str,
        port: int,
        *,
        hello_as: str,
        seconds: float,
        connect: Connect,
        tls: ssl.SSLContext,
    ) -> None:
        self._connect_with = connect
        self._named = host
        super().__init__(host, port, hello_as, timeout=seconds, context=tls)

    def _get_socket(self, host: str, port: int, timeout: float | None) -> socket.socket:
        plain = self._connect_with(host, port, timeout)
        return self.context.wrap_socket(plain, server_hostname=self._named)


class Imap(imaplib.IMAP4):
    """An IMAP connection, under TLS from the first byte where `tls` is given."""

    def __init__(
        self, host: str, port: int, *, seconds: float, connect: Connect, tls: ssl.SSLContext | None
    ) -> None:
        self._connect_with = connect
        self._tls = tls
        super().__init__(host, port, seconds)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        plain = self._connect_with(self.host, self.port, timeout)
        if self._tls is None:
            return plain
        return self._tls.wrap_socket(plain, server_hostname=self.host)
