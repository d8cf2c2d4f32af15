"""Where a stack keeps its ports and secrets, so that a second start finds them again."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
import socket
from pathlib import Path
from typing import TYPE_CHECKING

from chassis.testing import free_port, take_port

if TYPE_CHECKING:
    from collections.abc import Iterable

MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own in it, checked to be ours
SCRATCH_BYTES = 3_000_000_000


def local_folder() -> Path:
    """Return the checkout's folder for everything that is fetched or written at run time."""
    return Path(__file__).resolve().parents[3] / ".local"


def scratch_folder(home: Path) -> Path | None:
    """Return a folder in memory that belongs to `home`, or None where there is too little of it.

    For data that nobody reads again. A new database is 300 files: 0.02 s in memory, and 0.3 to
    1.5 s on the disk of a busy virtual machine.
    """
    try:
        state = os.statvfs(MEMORY)
        if state.f_bavail * state.f_frsize < SCRATCH_BYTES:
            return None
        digest = hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:16]
        folder = MEMORY / f"kontor-{os.geteuid()}-{digest}"
        folder.mkdir(mode=0o711, exist_ok=True)
        # The name can be foreseen, so somebody else may have been there first.
        return folder if folder.stat().st_uid == os.geteuid() else None
    except OSError:
        return None


class AlreadyRunningError(RuntimeError):
    """Another process runs a stack in the same folder."""


class HomeLock:
    """The right to run servers in one folder; ends with the process at the latest."""

    def __init__(self, home: Path) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self._file = (home / "lock").open("a+")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._file.seek(0)
            owner = self._file.read().strip() or "unknown"
            self._file.close()
            message = f"{home} is in use by process {owner}. Stop that one first."
            raise AlreadyRunningError(message) from None
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()

    def release(self) -> None:
        """Let the next process in; safe to repeat."""
        self._file.close()


def remembered_ports(home: Path, names: Iterable[str]) -> dict[str, int]:
    """Return a free loopback port for each name: the one of the last start where still free."""
    known = known_ports(home)
    chosen: dict[str, int] = {}
    for name in names:
        port = known.pop(name, None)
        while port is None or port in (*known.values(), *chosen.values()) or not take_port(port):
            port = free_port()
        chosen[name] = port
    write_private(home / "ports.json", json.dumps(known | chosen, indent=1))
    return chosen


def known_ports(home: Path) -> dict[str, int]:
    """Return the ports of the last start, used or not."""
    file = home / "ports.json"
    ports: dict[str, int] = json.loads(file.read_text()) if file.exists() else {}
    return ports


def remembered_secrets(home: Path, names: Iterable[str]) -> dict[str, str]:
    """Return 32 hexadecimal random bytes for each name, the same at every start."""
    file = home / "secrets.json"
    known: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    missing = [name for name in names if name not in known]
    if missing:
        known |= {name: secrets.token_hex(32) for name in missing}
        write_private(file, json.dumps(known, indent=1))
    return known


def write_private(file: Path, text: str) -> None:
    """Replace the file atomically; only its owner may read it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{os.getpid()}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as output:
        output.write(text)
    draft.replace(file)


def accepts_connections(port: int, address: str = "127.0.0.1") -> bool:
    """Tell whether something listens on this port, of the loopback where nothing else is said."""
    try:
        with socket.create_connection((address, port), timeout=1):
            return True
    except OSError:
        return False
