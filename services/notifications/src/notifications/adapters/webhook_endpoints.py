"""The addresses that organisations' systems listen at: one request, one answer, one deadline."""

import contextlib
import http.client
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Timer
from urllib.parse import urlsplit

from notifications.adapters.connections import Connect
from notifications.domain.webhooks import Answer, answer_of

CONNECT_SECONDS = 4.0
TALK_SECONDS = 10.0


class WebhookEndpoints:
    """Posts to addresses that strangers have named; `connect` decides which may be reached.

    Nobody is redirected, and of an answer only the status counts: its body is not read.
    """

    def __init__(
        self,
        connect: Connect,
        *,
        tls: ssl.SSLContext | None = None,
        connect_seconds: float = CONNECT_SECONDS,
        talk_seconds: float = TALK_SECONDS,
    ) -> None:
        self._connect = connect
        self._tls = tls or ssl.create_default_context()
        self._connect_seconds = connect_seconds
        self._talk_seconds = talk_seconds

    def post(self, url: str, body: bytes, headers: dict[str, str]) -> Answer:
        """Return what came of it, at most some seconds later, whatever the other side does."""
        parts = urlsplit(url)
        host, is_encrypted = parts.hostname or "", parts.scheme == "https"
        port = parts.port or (443 if is_encrypted else 80)
        try:
            plain = self._connect(host, port, self._connect_seconds)
        except OSError:
            # One word for refused, unknown and closed: who named the host learns no more.
            return Answer(fault="unreachable")
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        with contextlib.closing(plain), _cut_off(plain, self._talk_seconds) as is_over:
            try:
                answer = self._talk(
                    plain, host, port, path, body, headers, is_encrypted=is_encrypted
                )
            except ssl.SSLCertVerificationError:
                return Answer(fault="certificate")
            except (OSError, http.client.HTTPException, ValueError):
                return Answer(fault="no_answer")
            # What was cut off may look whole.
            return Answer(fault="no_answer") if is_over.is_set() else answer

    def _talk(
        self,
        plain: socket.socket,
        host: str,
        port: int,
        path: str,
        body: bytes,
        headers: dict[str, str],
        *,
        is_encrypted: bool,
    ) -> Answer:
        plain.settimeout(self._talk_seconds)
        kind = http.client.HTTPSConnection if is_encrypted else http.client.HTTPConnection
        connection = kind(host, port, timeout=self._talk_seconds)
        with contextlib.closing(connection):
            connection.sock = (
                self._tls.wrap_socket(plain, server_hostname=host) if is_encrypted else plain
            )
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            return answer_of(answer.status, answer.headers.get("Retry-After"))


@contextmanager
def _cut_off(connection: socket.socket, seconds: float) -> Iterator[Event]:
    """Shut the connection after so many seconds, and yield what says that it was.

    Time limits of sockets count anew for each byte.
    """
    # A second handle: what wraps the connection in TLS takes the first one away.
    handle = connection.dup()
    is_over = Event()
    timer = Timer(seconds, _shut, (handle, is_over))
    timer.daemon = True
    timer.start()
    try:
        yield is_over
    finally:
        timer.cancel()
        handle.close()


def _shut(connection: socket.socket, is_over: Event) -> None:
    is_over.set()
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
