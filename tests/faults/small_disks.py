"""Servers whose disks are small enough to be filled, one for each of them.

The disks are mounted in a place of their own: a run that was killed leaves them behind, and the
next one takes them away before it begins.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from kontor_local.places import HomeLock, local_folder
from kontor_local.servers import VARIABLES, RunningServers, Servers, start_servers

PLACE = local_folder() / "small-disks"
MIB = 1024 * 1024
_PIECE = b"\0" * MIB
# What each server is given, and which of the addresses are its own.
SIZES = {"rabbitmq": 700, "postgres": 1500, "s3": 600}
OWN = {
    "rabbitmq": ("amqp_url", "management_url"),
    "postgres": ("postgres_url",),
    "s3": ("s3_url", "s3_access_key", "s3_secret_key"),
}


@dataclass(frozen=True, kw_only=True)
class SmallDisk:
    """A server's disk; a ballast file on it takes what room there is."""

    folder: Path
    server: RunningServers
    name: str

    def free_bytes(self) -> int:
        """Return how much room is left."""
        state = os.statvfs(self.folder)
        return state.f_bavail * state.f_frsize

    def fill(self, *, leave: int = 0) -> None:
        """Take all room but so many bytes."""
        with self._ballast.open("ab", buffering=0) as ballast, suppress(OSError):
            while self.free_bytes() > leave:
                ballast.write(_PIECE[: max(min(MIB, self.free_bytes() - leave), 1)])

    def make_room(self) -> None:
        """Give the room back."""
        self._ballast.unlink(missing_ok=True)

    @property
    def _ballast(self) -> Path:
        return self.folder / "ballast"


def are_possible() -> bool:
    """Return whether this machine lets us mount disks."""
    return os.geteuid() == 0


@contextmanager
def small_disks(
    servers: Servers, place: Path = PLACE
) -> Iterator[tuple[Servers, dict[str, SmallDisk]]]:
    """Run broker, database and object store on small disks; mails go where they always go."""
    with own_place(place), ExitStack() as stack:
        disks = {
            name: stack.enter_context(_on_a_small_disk(place / name, name, size, servers))
            for name, size in SIZES.items()
        }
        found = {
            part: getattr(disks[name].server.servers, part)
            for name, parts in OWN.items()
            for part in parts
        }
        yield Servers(**(asdict(servers) | found)), disks


@contextmanager
def own_place(place: Path) -> Iterator[None]:
    """Have a place for disks to oneself, without what a run that was killed has left there."""
    lock = HomeLock(place)
    try:
        clear(place)
        yield
    finally:
        clear(place)
        lock.release()


def clear(place: Path) -> None:
    """Take away every disk below a place, and what was written there beside them."""
    for mount in reversed(Path("/proc/self/mounts").read_text().splitlines()):
        where = Path(mount.split()[1])
        if place.resolve() in where.parents:
            _run("umount", "--lazy", str(where))
    for each in place.iterdir():
        if each.is_dir():
            shutil.rmtree(each)


@contextmanager
def _on_a_small_disk(
    folder: Path, name: str, megabytes: int, servers: Servers
) -> Iterator[SmallDisk]:
    folder.mkdir(parents=True)
    logs = folder.with_name(f"{name}-logs")  # elsewhere, so that they tell of the full disk
    logs.mkdir()
    _run("mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "kontor-small-disk", str(folder))
    try:
        (folder / "logs").symlink_to(logs)
        server = start_servers(folder, environment=_all_but(OWN[name], servers))
        try:
            yield SmallDisk(folder=folder, server=server, name=name)
        finally:
            server.stop()
    finally:
        _run("umount", "--lazy", str(folder))


def _all_but(own: tuple[str, ...], servers: Servers) -> Mapping[str, str]:
    addresses = asdict(servers)
    return {VARIABLES[name]: value for name, value in addresses.items() if name not in own}


def _run(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True)  # noqa: S603 - our own words
