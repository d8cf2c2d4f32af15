"""Events that could not be confirmed, kept in a folder until they are.

One file per event, complete or not there at all, named after its content, so that the same event
kept twice is one file. Several processes may share a folder: a file is locked while it is sent.
"""

import fcntl
import hashlib
import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import msgspec

from contracts.cloudevents import CloudEvent

_LOG = logging.getLogger(__name__)
_OWNER_ONLY_FOLDER = 0o700
_OWNER_ONLY_FILE = 0o600
_PART_IS_ABANDONED_SECONDS = 3600


class Spool:
    """A folder of events that wait, oldest first. Linux and macOS: it needs `flock`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, event: CloudEvent) -> None:
        """Keep `event` so that it survives a power cut; twice the same event is kept once.

        Raises:
            OSError: the folder cannot take it (full, not writable); nothing half is left there.
        """
        body = msgspec.json.encode(event)
        name = hashlib.sha256(body).hexdigest()
        place = self.folder / f"{name}.json"
        self.folder.mkdir(mode=_OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
        if place.exists():
            return
        part = self.folder / f"{name}.{uuid4().hex}.part"
        try:
            _write_durably(part, body)
            part.replace(place)
        finally:
            part.unlink(missing_ok=True)
        _sync_folder(self.folder)

    def waiting(self) -> list[Path]:
        """Return the files of the events that wait, oldest first."""
        aged: list[tuple[int, Path]] = []
        for file in self.folder.glob("*.json"):
            try:
                aged.append((file.stat().st_mtime_ns, file))
            except FileNotFoundError:  # another process has just sent it
                continue
        return [file for _, file in sorted(aged)]

    @contextmanager
    def claim(self, file: Path) -> Iterator[CloudEvent | None]:
        """Give the event in `file` to this process alone; None when another has it or had it.

        A file that holds no event is set aside as `*.unreadable`, with a warning in the log.
        """
        try:
            opened = file.open("rb")
        except FileNotFoundError:
            yield None
            return
        with opened:
            try:
                fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield None
                return
            # The one who held the lock before us may have sent and removed it meanwhile.
            is_still_there = _inode_of(file) == os.fstat(opened.fileno()).st_ino
            yield self._read(file, opened.read()) if is_still_there else None

    def remove(self, file: Path) -> None:
        """Forget a claimed event for good, once it is confirmed."""
        file.unlink()
        _sync_folder(self.folder)

    def sweep(self) -> None:
        """Remove what processes left behind that died while writing; nobody was told it is safe."""
        for part in self.folder.glob("*.part"):
            try:
                if time.time() - part.stat().st_mtime > _PART_IS_ABANDONED_SECONDS:
                    part.unlink()
            except FileNotFoundError:
                continue

    def _read(self, file: Path, body: bytes) -> CloudEvent | None:
        try:
            return msgspec.json.decode(body, type=CloudEvent)
        except msgspec.DecodeError:
            aside = file.with_suffix(".unreadable")
            file.replace(aside)
            _LOG.warning("a spooled event cannot be read and was set aside: %s", aside)
            return None


def _inode_of(file: Path) -> int | None:
    try:
        return file.stat().st_ino
    except FileNotFoundError:
        return None


def _write_durably(place: Path, body: bytes) -> None:
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY_FILE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(body)
        file.flush()
        # The kernel stamps files by its tick (4 ms); the order of events needs it finer.
        os.utime(file.fileno(), ns=(now := time.time_ns(), now))
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    # A rename or removal is durable once the folder itself is written.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
