"""Child processes that are watched, restarted, and never outlive us."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

FIRST_PAUSE_SECONDS = 0.3
LONGEST_PAUSE_SECONDS = 10.0
STEADY_AFTER_SECONDS = 10.0
POLL_SECONDS = 0.05
GIVE_UP_AFTER_CRASHES = 4


class StartError(RuntimeError):
    """A program did not become ready; the message ends with its last lines of output."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What to run, and how to tell that it is ready.

    `stop_signal` asks it to finish its work; `end_signal` ends it at once, also when we die.
    """

    name: str
    command: tuple[str, ...]
    log: Path
    is_ready: Callable[[], bool]
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 20.0
    end_signal: signal.Signals = signal.SIGKILL


def _ignore(_name: str, _text: str) -> None:
    """Hear nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """Who hears what a program prints, and what happens to it."""

    line: Callable[[str, str], None] | None = None
    event: Callable[[str, str], None] = _ignore


class Child:
    """One program kept running until `stop`.

    A crash is answered by a restart after 0.3, 0.6, … 10 seconds; ten steady seconds forgive
    the crashes before them.
    """

    def __init__(self, program: Program, listener: Listener | None = None) -> None:
        self.program = program
        self.restarts = 0
        self._listener = listener or Listener()
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self._watcher: threading.Thread | None = None
        self._crashes_before_ready = 0

    @property
    def pid(self) -> int | None:
        """The process id, or None while nothing runs."""
        process = self._process
        return process.pid if process is not None and process.returncode is None else None

    def start(self) -> None:
        """Start the program and watch it; return at once."""
        if self._watcher is not None:
            message = f"{self.program.name} is already started"
            raise RuntimeError(message)
        self._stopping.clear()
        self._crashes_before_ready = 0
        self._process = self._spawn()
        self._watcher = threading.Thread(
            target=self._watch, name=f"watch {self.program.name}", daemon=True
        )
        self._watcher.start()

    def wait_ready(self, timeout_seconds: float) -> None:
        """Return once the program is ready.

        Raises:
            StartError: it crashed four times in a row, or the time is over.
        """
        deadline = time.monotonic() + timeout_seconds
        while not (self.pid is not None and self.program.is_ready()):
            if self._stopping.is_set():
                raise StartError(self._failure("was stopped"))
            if self._crashes_before_ready >= GIVE_UP_AFTER_CRASHES:
                raise StartError(self._failure("keeps crashing"))
            if time.monotonic() > deadline:
                raise StartError(self._failure(f"was not ready within {timeout_seconds:.0f} s"))
            time.sleep(POLL_SECONDS)
        self._crashes_before_ready = 0

    def kill(self, with_signal: signal.Signals = signal.SIGKILL) -> None:
        """Send a signal to the process as it runs now; the watcher restarts what dies."""
        pid = self.pid
        if pid is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, with_signal)

    def kill_and_wait(self) -> None:
        """Kill the process as it runs now, and return once it has ended."""
        process = self._process
        self.kill()
        while process is not None and process.returncode is None:
            time.sleep(POLL_SECONDS)

    def stop(self) -> None:
        """Ask the program to end, and end it by force after its grace; safe to repeat."""
        watcher, process = self._watcher, self._process
        if watcher is None:
            return
        self._stopping.set()
        if process is not None:
            self.kill(self.program.stop_signal)
            watcher.join(self.program.stop_seconds)
            if watcher.is_alive():
                self._listener.event(self.program.name, "did not stop in time: killed")
                self.kill(signal.SIGKILL)
        watcher.join()
        self._watcher = None

    def end(self) -> None:
        """End the program at once and for good, without waiting for it; then call `stop`."""
        self._stopping.set()
        self.kill(self.program.end_signal)

    def _watch(self) -> None:
        pause = FIRST_PAUSE_SECONDS
        while True:
            started = time.monotonic()
            process = self._process
            if process is None:
                return
            code = _reap(process)
            if self._stopping.is_set():
                return
            self.restarts += 1
            self._crashes_before_ready += 1
            steady = time.monotonic() - started > STEADY_AFTER_SECONDS
            pause = FIRST_PAUSE_SECONDS if steady else min(pause * 2, LONGEST_PAUSE_SECONDS)
            self._listener.event(
                self.program.name, f"ended with {code}; starts again in {pause:.1f} s"
            )
            if self._stopping.wait(pause):
                return
            self._process = self._spawn()
            if self._stopping.is_set():  # stop() may have signalled the process before this one
                self.kill(self.program.stop_signal)

    def _spawn(self) -> subprocess.Popen[bytes]:
        program = self.program
        program.log.parent.mkdir(parents=True, exist_ok=True)
        prefix = _die_with_parent(program.end_signal)
        with program.log.open("ab") as log:
            starting = _spawner().submit(
                subprocess.Popen[bytes],
                [*prefix, *program.command],
                env=dict(program.environment),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE if self._listener.line else log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # so that Ctrl-C reaches the supervisor alone
            )
            process = starting.result()
        if self._listener.line and process.stdout:
            threading.Thread(
                target=self._pump, args=(process.stdout, self._listener.line), daemon=True
            ).start()
        return process

    def _pump(self, output: IO[bytes], on_line: Callable[[str, str], None]) -> None:
        with output, self.program.log.open("ab", buffering=0) as log:
            for line in output:
                log.write(line)
                on_line(self.program.name, line.decode(errors="replace").rstrip())

    def _failure(self, what: str) -> str:
        return f"{self.program.name} {what}. Last lines of {self.program.log}:\n" + _tail(
            self.program.log
        )


def run_to_end(
    *,
    name: str,
    command: tuple[str, ...],
    environment: Mapping[str, str],
    log: Path,
    timeout_seconds: float,
) -> None:
    """Run a command that ends by itself; like a `Child`, it does not outlive us.

    Raises:
        StartError: it failed, or took longer than the time given.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        starting = _spawner().submit(
            subprocess.Popen[bytes],
            [*_die_with_parent(signal.SIGKILL), *command],
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        process = starting.result()
    try:
        code = process.wait(timeout_seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        code = process.wait()
    if code != 0:
        message = f"{name} failed with {code}. Last lines of {log}:\n{_tail(log)}"
        raise StartError(message)


@cache
def _spawner() -> ThreadPoolExecutor:
    """Return the one thread that starts processes.

    The kernel sends the end signal when the *thread* that started a process ends, so
    starting from a short-lived thread would end the process with it (prctl(2), PR_SET_PDEATHSIG).
    """
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="spawner")


@cache
def _die_with_parent(end_signal: signal.Signals) -> tuple[str, ...]:
    # setpriv, not preexec_fn: running Python between fork and exec may deadlock beside threads.
    setpriv = shutil.which("setpriv")
    if setpriv is None:  # not Linux; then kill -9 of the supervisor leaves its children behind
        return ()
    return (setpriv, "--pdeathsig", end_signal.name.removeprefix("SIG"))


def _reap(process: subprocess.Popen[bytes]) -> int:
    """Wait for the end of the process, then end what it left in its process group."""
    with suppress(ChildProcessError):
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    # Not reaped yet, so the id is still its own.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    return process.wait()


def _tail(log: Path, lines: int = 15) -> str:
    try:
        with log.open(errors="replace") as file:
            return "".join(f"  {line}" for line in deque(file, maxlen=lines))
    except FileNotFoundError:
        return "  (no output)"
