"""The parent's side: long-lived children behind sockets, ended and replaced when they misbehave.

Green threads wait at a socket, so the service goes on while a child works.
"""

import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass

from billing_docs.adapters.processes import frames
from billing_docs.adapters.processes.child import (
    DONE_AND_LEAVING,
    FAILED,
    READY,
    TOO_COSTLY,
)
from billing_docs.adapters.processes.limits import Limits
from chassis.errors import DependencyDown
from chassis.log import get_logger

_START_SECONDS = 60.0
_END_SECONDS = 5.0
# What a child inherits: where Python finds its modules, and no address, key or password.
_INHERITED = ("PATH", "PYTHONPATH", "LANG", "TZDIR")
_log = get_logger(__name__)


class TooCostly(Exception):
    """The task used up what one task may use, or ended the process that was at it, twice."""


class _Died(Exception):
    """The child ended in the middle of a task, for no reason that the task alone explains."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Child:
    process: "subprocess.Popen[bytes]"
    channel: socket.socket


class ProcessPool:
    """Up to `size` children that run `module`; started when needed, safe between green threads."""

    def __init__(self, module: str, *, size: int, limits: Limits) -> None:
        self._module = module
        self._limits = limits
        self._free = threading.Semaphore(size)
        self._resting: list[_Child] = []

    def ask(self, words: bytes, content: bytes = b"") -> tuple[bytes, bytes]:
        """Return what a child answers to one task; waits for a free one.

        Raises:
            TooCostly: the task took more than one may take.
            DependencyDown: no child can be started just now.
        """
        with self._free:
            try:
                return self._ask_one(self._take(), words, content)
            except _Died:
                # Not the task's fault, perhaps: the machine ran out of memory or stood still. What
                # ended this child may be about to end those that rest, so a fresh one is asked.
                with suppress(_Died):
                    return self._ask_one(self._start(), words, content)
        _log.error("a task ended its process twice", module=self._module)
        raise TooCostly

    def close(self) -> None:
        """End the children that rest."""
        while self._resting:
            _end(self._resting.pop())

    def _ask_one(self, child: _Child, words: bytes, content: bytes) -> tuple[bytes, bytes]:
        try:
            answer, answered = self._converse(child, words, content)
        except BaseException:
            # Also when our own time is up: whatever it answers later is for nobody.
            _end(child)
            raise
        kind, rest = answer[:1], answer[1:]
        if kind in (TOO_COSTLY, DONE_AND_LEAVING):
            _end(child)
        else:
            self._resting.append(child)
        if kind == TOO_COSTLY:
            raise TooCostly
        if kind == FAILED:
            raise RuntimeError(f"{self._module}: {rest.decode()}")
        return rest, answered

    def _converse(self, child: _Child, words: bytes, content: bytes) -> tuple[bytes, bytes]:
        child.channel.settimeout(self._limits.wall_seconds)
        try:
            frames.send(child.channel, words, content)
            return frames.receive(child.channel)
        except (frames.Hung, OSError) as error:
            ended = _end(child)
            _log.warning("a child ended at a task", module=self._module, exit_code=ended)
            if ended == -signal.SIGXCPU:
                raise TooCostly from error
            raise _Died from error

    def _take(self) -> _Child:
        while self._resting:
            child = self._resting.pop()
            if child.process.poll() is None:
                return child
            _end(child)
        return self._start()

    def _start(self) -> _Child:
        ours, theirs = socket.socketpair()
        with theirs:
            process = subprocess.Popen(  # noqa: S603 - our own module, and no word of a stranger
                [sys.executable, "-m", self._module, str(theirs.fileno())],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                env={name: os.environ[name] for name in _INHERITED if name in os.environ},
            )
        child = _Child(process=process, channel=ours)
        ours.settimeout(_START_SECONDS)
        try:
            ready, _ = frames.receive(ours)
        except (frames.Hung, OSError) as error:
            raise DependencyDown(self._module, f"does not start ({_end(child)})") from error
        except BaseException:
            _end(child)
            raise
        if ready != READY:
            _end(child)
            raise DependencyDown(self._module, "does not start")
        return child


def _end(child: _Child) -> int:
    """End a child, however it is, and return its exit code; ending one twice is fine."""
    child.channel.close()
    with suppress(subprocess.TimeoutExpired):
        # One that is dying already has its own exit code to tell.
        return child.process.wait(0.2)
    child.process.kill()
    return child.process.wait(_END_SECONDS)
