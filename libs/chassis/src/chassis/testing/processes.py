"""A service as a real process, as the operator starts it."""

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import ClassVar, Self
from weakref import WeakSet

from chassis.testing.ports import free_port

_POLL_SECONDS = 0.05
# A machine that starts much else besides takes ten times as long.
_START_SECONDS = 120


class RunningService:
    """One `python -m chassis serve PACKAGE` process; use it as a context manager.

    `environment` holds the service's KONTOR_ settings without the HTTP port, which is chosen free.
    Output goes to `log_file`, which a failing test shows.
    """

    all_running: ClassVar[WeakSet["RunningService"]] = WeakSet()

    def __init__(self, package: str, environment: Mapping[str, str], log_file: Path) -> None:
        self.package = package
        self.port = free_port()
        self.log_file = log_file
        self.environment = {
            **os.environ,
            **environment,
            "KONTOR_HTTP_PORT": str(self.port),
        }
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        self.wait_ready()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """Return the process id of the running process."""
        return self._running().pid

    @property
    def exit_code(self) -> int | None:
        """Return the exit code, None while it runs."""
        return self._running().poll()

    def prepare(self) -> None:
        """Migrate the database and declare the queues, as a deployment does first."""
        command = [sys.executable, "-m", "chassis", "prepare", self.package]
        done = subprocess.run(  # noqa: S603 - our own program
            command, env=self.environment, capture_output=True, check=False, timeout=_START_SECONDS
        )
        if done.returncode != 0:
            raise AssertionError(done.stdout.decode() + done.stderr.decode())

    def start(self) -> None:
        """Start the process without waiting."""
        with self.log_file.open("ab") as log:
            starting = _starter().submit(
                subprocess.Popen[bytes],
                [*_ending_with_us(), sys.executable, "-m", "chassis", "serve", self.package],
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
            self._process = starting.result()
        self.all_running.add(self)

    def wait_ready(self, seconds: float = _START_SECONDS) -> None:
        """Return when `/ready` answers 200; fail with the log when it does not in time."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.exit_code is not None:
                break
            if self._answers("/ready"):
                return
            time.sleep(_POLL_SECONDS)
        raise AssertionError(f"{self.package} is not ready:\n{self.log()}")

    def send_signal(self, number: int) -> None:
        """Send a signal to the process."""
        self._running().send_signal(number)

    def wait_exit(self, seconds: float = 60) -> int:
        """Return the exit code once the process has ended."""
        return self._running().wait(seconds)

    def kill(self) -> None:
        """Kill the process as a crash would."""
        self._running().kill()
        self._running().wait(60)

    def end(self) -> None:
        """End the process at once, if it runs."""
        if self._process is not None and self._process.poll() is None:
            self.kill()

    def stop(self) -> None:
        """Ask the process to stop, and make it after 30 seconds."""
        self.all_running.discard(self)
        if self._process is None or self._process.poll() is not None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self.kill()

    def metrics(self) -> str:
        """Return what `/metrics` says."""
        with urllib.request.urlopen(self._url("/metrics"), timeout=5) as answer:  # noqa: S310 - loopback
            text: str = answer.read().decode()
        return text

    def metric(self, name: str) -> float:
        """Return the sum of a metric's samples, whatever their labels; 0 when there are none."""
        lines = [
            line
            for line in self.metrics().splitlines()
            if line.startswith((name + "{", name + " "))
        ]
        return sum(float(line.rpartition(" ")[2]) for line in lines)

    def troubles(self) -> str:
        """Return what `/ready` says beside `ready` of a process that is ready."""
        with urllib.request.urlopen(self._url("/ready"), timeout=5) as answer:  # noqa: S310 - loopback
            said: str = answer.read().decode()
        return said.removeprefix("ready\n")

    def faults(self) -> str:
        """Return why `/ready` does not answer 200; empty when it does."""
        try:
            with urllib.request.urlopen(self._url("/ready"), timeout=5):  # noqa: S310 - loopback
                return ""
        except urllib.error.HTTPError as error:
            with error:
                return error.read().decode()

    def log(self) -> str:
        """Return what the process has printed."""
        return self.log_file.read_text(errors="replace")

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise AssertionError(f"{self.package} was not started")
        return self._process

    def _answers(self, path: str) -> bool:
        try:
            with urllib.request.urlopen(self._url(path), timeout=5) as answer:  # noqa: S310 - loopback
                return bool(answer.status == 200)  # noqa: PLR2004 - HTTP's OK
        except (urllib.error.URLError, OSError):
            return False

    def _url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"


@cache
def _starter() -> ThreadPoolExecutor:
    """Return the one thread that starts processes: they end with the thread that started them."""
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="starter")


@cache
def _ending_with_us() -> tuple[str, ...]:
    """Return what makes the kernel end a process when we die, where that can be had (Linux)."""
    setpriv = shutil.which("setpriv")
    return () if setpriv is None else (setpriv, "--pdeathsig", "KILL")
