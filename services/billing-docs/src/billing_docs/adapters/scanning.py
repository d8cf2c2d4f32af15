"""Asks clamd whether a file holds malware (its INSTREAM command, clamd(8))."""

import re
import socket
import struct
from collections.abc import Iterator
from urllib.parse import urlsplit

from billing_docs.domain.faults import DocumentRefused, RefusalCode
from chassis.errors import DependencyDown
from chassis.log import get_logger

DEPENDENCY = "malware scanner"
_CHUNK_BYTES = 128 * 1024
_SECONDS = 30.0
_LONGEST_REPLY = 4096
_LENGTH = struct.Struct(">I")
_FOUND = re.compile(r"^stream: (?P<name>.{1,200}) FOUND$")
_log = get_logger(__name__)


class Scanner:
    """A scanner at `tcp://host:port` or `unix:///path`; one connection for each file."""

    def __init__(self, address: str, *, seconds: float = _SECONDS) -> None:
        self._address = urlsplit(address)
        self._seconds = seconds

    def check(self, content: bytes) -> None:
        """Return if the scanner has found nothing in the file.

        Raises:
            DocumentRefused: `malware_found`, or `not_scanned` if the scanner refuses this very file
                (larger than its StreamMaxLength, say): what was not looked at is not archived.
            DependencyDown: the scanner is away, or says what nobody understands. Nothing is lost.
        """
        try:
            reply = self._ask(content)
        except OSError as error:
            raise DependencyDown(DEPENDENCY, type(error).__name__) from error
        if reply == "stream: OK":
            return
        found = _FOUND.match(reply)
        if found:
            raise DocumentRefused(
                RefusalCode.MALWARE_FOUND, f"The malware scanner found {found['name']}."
            )
        if reply.endswith("ERROR"):
            _log.error("the malware scanner refuses a file", reply=reply[:200])
            raise DocumentRefused(
                RefusalCode.NOT_SCANNED, "The malware scanner could not look at the file."
            )
        raise DependencyDown(DEPENDENCY, "answers what is no answer")

    def _ask(self, content: bytes) -> str:
        with self._connect() as channel:
            try:
                channel.sendall(b"zINSTREAM\0")
                for chunk in _chunks(content):
                    channel.sendall(_LENGTH.pack(len(chunk)) + chunk)
                channel.sendall(_LENGTH.pack(0))
            except (BrokenPipeError, ConnectionResetError):
                pass  # it has heard enough and hung up; what it says of the file comes first
            return _reply(channel)

    def _connect(self) -> socket.socket:
        if self._address.scheme == "unix":
            channel = socket.socket(socket.AF_UNIX)
            channel.settimeout(self._seconds)
            channel.connect(self._address.path)
            return channel
        place = (self._address.hostname or "", self._address.port or 3310)
        return socket.create_connection(place, timeout=self._seconds)


def _chunks(content: bytes) -> Iterator[bytes]:
    return (content[at : at + _CHUNK_BYTES] for at in range(0, len(content), _CHUNK_BYTES))


def _reply(channel: socket.socket) -> str:
    received = b""
    while not received.endswith(b"\0") and len(received) < _LONGEST_REPLY:
        part = channel.recv(_LONGEST_REPLY)
        if not part:
            break
        received += part
    return received.rstrip(b"\0\n").decode("utf-8", "replace")
