"""Whoever carries text messages to phones: one HTTP request for each, every answer a verdict."""

import contextlib
import hashlib
import http.client
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from notifications.domain.delivery import Reply, Verdict

Promise = Literal["plain", "idempotent"]
"""What the provider does with a repeated id: sends it again (`plain`), or once (`idempotent`)."""

_LONGEST_ANSWER_BYTES = 10_000
_LONGEST_WORDS = 500
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
# Our own configuration: mended by a person, and not the message's fault.
_OURS = frozenset({401, 402, 403, 404, 405})
_LATER = frozenset({408, 425, 429})
# A gateway in front has lost whoever has the message by now.
_UNCLEAR = frozenset({500, 502, 504})


@dataclass(frozen=True, kw_only=True, slots=True)
class TextMessage:
    """A text for one phone; `reference` is the same for every attempt."""

    reference: str
    recipient: str
    text: str

    @property
    def sha256(self) -> str:
        """The digest of the text, kept with each attempt."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, kw_only=True, slots=True)
class GatewayAddress:
    """Where the provider takes messages, and how we show that we may send some."""

    host: str
    port: int
    path: str
    is_encrypted: bool
    token: str | None

    @classmethod
    def parse(cls, url: str, token: str | None) -> "GatewayAddress":
        """Return the address that a URL names.

        Raises:
            ValueError: it names none, or would send the token unencrypted.
        """
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
            raise ValueError("KONTOR_SMS_URL: https://host/path, the token beside it")
        if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
            raise ValueError("KONTOR_SMS_URL: without encryption on this machine alone")
        is_encrypted = parts.scheme == "https"
        return cls(
            host=parts.hostname,
            port=parts.port or (443 if is_encrypted else 80),
            path=(parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
            is_encrypted=is_encrypted,
            token=token,
        )


class TextGatewayAwayError(Exception):
    """No connection: nobody there, or a certificate that does not fit."""


class TextGateway:
    """The provider's one address. Not for two threads at once.

    What is sent is `{"id", "to", "text"}` and, where there is one, `"from"`, with the id once more
    as `Idempotency-Key`. Most providers take that, or a few lines of proxy make it theirs.
    """

    def __init__(
        self,
        address: GatewayAddress,
        *,
        sender: str | None = None,
        promise: Promise = "plain",
        connect_seconds: float = 10.0,
        answer_seconds: float = 30.0,
    ) -> None:
        self._address = address
        self._sender = sender
        self._promise = promise
        self._connect_seconds = connect_seconds
        self._answer_seconds = answer_seconds
        self._connection: http.client.HTTPConnection | None = None

    def connect(self) -> None:
        """Return with an open connection.

        Raises:
            TextGatewayAwayError: there is none to be had.
        """
        if self._connection is not None:
            return
        connection = self._new_connection()
        try:
            connection.connect()
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            raise TextGatewayAwayError(_words(error)) from error
        self._connection = connection

    def hand_over(self, message: TextMessage, before_sending: Callable[[], None]) -> Reply:
        """Hand one message over and return what became of it; the connection is used up.

        `before_sending` runs when there is a connection and nothing is sent yet; what it raises
        rises, and nothing is sent.

        Raises:
            TextGatewayAwayError: there was no connection and none is to be had.
        """
        self.connect()
        try:
            before_sending()
            return self._ask(message)
        finally:
            self.disconnect()

    def disconnect(self) -> None:
        """Close the connection, if there is one."""
        if self._connection is not None:
            with contextlib.suppress(OSError):
                self._connection.close()
            self._connection = None

    def _ask(self, message: TextMessage) -> Reply:
        if self._connection is None:
            raise TextGatewayAwayError("not connected")
        body = {"id": message.reference, "to": message.recipient, "text": message.text}
        if self._sender:
            body["from"] = self._sender
        headers = {"Content-Type": "application/json", "Idempotency-Key": message.reference}
        if self._address.token:
            headers["Authorization"] = f"Bearer {self._address.token}"
        try:
            if self._connection.sock is not None:
                self._connection.sock.settimeout(self._answer_seconds)
            self._connection.request("POST", self._address.path, msgspec.json.encode(body), headers)
            answer = self._connection.getresponse()
            words = answer.read(_LONGEST_ANSWER_BYTES).decode("utf-8", "replace")
        except (OSError, http.client.HTTPException) as error:
            return Reply(verdict=self._unclear(), text=_words(error))
        return Reply(verdict=self._verdict(answer.status), text=_plain(f"{answer.status} {words}"))

    def _verdict(self, status: int) -> Verdict:
        if status // 100 == 2:  # noqa: PLR2004 - success (RFC 9110 15.3)
            return Verdict.SENT
        if status in _UNCLEAR:
            return self._unclear()
        if status // 100 == 4 and status not in _OURS | _LATER:  # noqa: PLR2004 - RFC 9110 15.5
            return Verdict.FAILED
        return Verdict.DEFERRED

    def _unclear(self) -> Verdict:
        """Return what it means that nobody answered: a repeat makes a copy, or it does not."""
        return Verdict.DEFERRED if self._promise == "idempotent" else Verdict.IN_DOUBT

    def _new_connection(self) -> http.client.HTTPConnection:
        address, seconds = self._address, self._connect_seconds
        if address.is_encrypted:
            return http.client.HTTPSConnection(
                address.host, address.port, timeout=seconds, context=ssl.create_default_context()
            )
        return http.client.HTTPConnection(address.host, address.port, timeout=seconds)


def _words(error: Exception) -> str:
    return _plain(f"{type(error).__name__}: {error}")


def _plain(words: str) -> str:
    # A provider may say anything; PostgreSQL stores no NUL, and a record is one line.
    return "".join(each if each.isprintable() else " " for each in words)[:_LONGEST_WORDS]
