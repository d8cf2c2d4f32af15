"""A child that does what it is told, also what no child should."""

import os
import signal
import time
from collections.abc import Callable

from billing_docs.adapters.processes import Limits
from billing_docs.adapters.processes.child import Work, work_until_hung_up

LIMITS = Limits(cpu_seconds=1, wall_seconds=3.0, resting_mib=100, address_space_mib=200)
_hoarded: list[bytes] = []


def spin() -> None:
    while True:
        pass


def hoard() -> None:
    while True:
        _hoarded.append(bytes(10_000_000))


def fatten() -> None:
    _hoarded.append(os.urandom(120 * 1024 * 1024))


def write() -> None:
    os.write(os.open("/tmp/kontor-child-wrote", os.O_CREAT | os.O_WRONLY), b"x")  # noqa: S108 - it must not succeed


def fail() -> None:
    raise ValueError("RE-2026-0001")


TASKS: dict[bytes, Callable[[], object]] = {
    b"spin": spin,
    b"sleep": lambda: time.sleep(60),
    b"nap": lambda: time.sleep(0.5),
    b"hoard": hoard,
    b"fatten": fatten,
    b"crash": lambda: os.kill(os.getpid(), signal.SIGSEGV),
    b"write": write,
    b"fail": fail,
    b"": lambda: None,
}


def prepare() -> Work:
    def work(words: bytes, content: bytes) -> tuple[bytes, bytes]:
        if words == b"environment":
            return " ".join(sorted(os.environ)).encode(), b""
        process_id = str(os.getpid()).encode()
        if words.startswith(b"die-if-one-of "):
            if process_id in words.split():
                os.kill(os.getpid(), signal.SIGKILL)
        else:
            TASKS[words]()
        return process_id, content

    return work


if __name__ == "__main__":
    work_until_hung_up(LIMITS, prepare)
