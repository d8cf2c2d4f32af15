"""One worker with whatever processes it starts: begun, killed as a whole, its CPU counted."""

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import psutil

_STOP_SECONDS = 20.0


class Worker:
    """A program in a process group of its own, as a container would hold it."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        # So that it does not outlive us, however we end; where there is no such program, it may.
        ends_with_us = shutil.which("setpriv")
        self._command = [ends_with_us, "--pdeathsig", "KILL"] if ends_with_us else []
        self._command += command
        self._environment = dict(environment)
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; return at once."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own programs
                self._command,
                env=self._environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def is_running(self) -> bool:
        """Whether its first process is there."""
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """End all its processes at once, with nothing finished and nothing said."""
        self._signal(signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to finish, and end it if it does not; safe to repeat."""
        if self._process is None:
            return
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_STOP_SECONDS)
        self._signal(signal.SIGKILL)

    def cpu_seconds(self) -> float:
        """Return the CPU that all its processes have used so far."""
        return 0.0 if self._process is None else cpu_seconds_of(self._process.pid)

    def _signal(self, number: signal.Signals) -> None:
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)
        self._process.wait(_STOP_SECONDS)


def cpu_seconds_of(pid: int) -> float:
    """Return the CPU that a process has used so far, with those that it has started."""
    first = psutil.Process(pid)
    used = 0.0
    for process in (first, *first.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            used += times.user + times.system
    return used
