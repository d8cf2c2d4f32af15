"""Reads mails that strangers wrote, each in a process of its own with bounds (docs/adr/0028)."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

import msgspec

from chassis.log import get_logger
from tickets.domain.mails import ReadMail

_SECONDS = 30
_log = get_logger(__name__)


class UnreadableMailError(Exception):
    """Nothing can be made of the mail; `reason` is a stable code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenedMail:
    """A mail that was read, and the folder in which its files lie until it is closed."""

    read: ReadMail
    folder: Path

    def file_content(self, number: int) -> Iterator[bytes]:
        """Yield the bytes of one of its files."""
        with (self.folder / str(number)).open("rb") as file:
            while chunk := file.read(256 * 1024):
                yield chunk


class MailReader:
    """Reads one mail after the other, so that only one at a time takes memory."""

    def __init__(self) -> None:
        self._turn = Lock()

    @contextmanager
    def open(self, content: bytes, *, is_from_nobody: bool) -> Iterator[OpenedMail]:
        """Yield what the mail says; `is_from_nobody` is what the envelope said.

        Raises:
            UnreadableMailError: it is no mail, or takes more time or memory than any honest one.
        """
        with TemporaryDirectory(prefix="kontor-mail-") as name:
            folder = Path(name)
            with self._turn:
                self._run(content, folder, is_from_nobody=is_from_nobody)
            said = folder / "mail.json"
            if (folder / "refused").exists():
                raise UnreadableMailError((folder / "refused").read_text())
            if not said.exists():
                raise UnreadableMailError("unreadable")
            yield OpenedMail(
                read=msgspec.json.decode(said.read_bytes(), type=ReadMail), folder=folder
            )

    def _run(self, content: bytes, folder: Path, *, is_from_nobody: bool) -> None:
        command = [sys.executable, "-m", "tickets.adapters.mail_reading_process", str(folder)]
        if is_from_nobody:
            command.append("from-nobody")
        try:
            done = subprocess.run(  # noqa: S603  (our own module, by its name)
                command, input=content, capture_output=True, timeout=_SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            raise UnreadableMailError("takes_too_long") from None
        if done.returncode != 0:
            _log.warning("a mail could not be read", exit_code=done.returncode)
