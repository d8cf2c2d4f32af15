"""Record which guard each test reached: build/guards.json, updated by every run.

A guard is a line that refuses: `raise NotPermitted(...)` and its like. `make security` takes each
away in turn and runs the tests that reached it; one that nobody misses protects nothing.
"""

import fcntl
import json
import os
import sys
from collections import defaultdict
from pathlib import Path
from types import CodeType
from typing import Any

import pytest

from contracts.errors import WireError
from tools.guard_lines import REFUSALS
from tools.guards import REACHED, Reached, read_reached

_SEEN = "guards_reached"


def pytest_configure(config: pytest.Config) -> None:
    """Start watching in this process; with xdist the controller writes what all have seen."""
    config.pluginmanager.register(GuardRecorder(config), "guards-recorder")


class GuardRecorder:
    """What refused somebody in this process, and during which test."""

    def __init__(self, config: pytest.Config) -> None:
        """Watch every refusal from now on."""
        self._config = config
        self._reached: Reached = defaultdict(set)
        self._root = str(config.rootpath) + os.sep
        self._plainly = WireError.__init__

    def pytest_sessionstart(self) -> None:
        """Listen where each refusal is made."""
        recorder = self

        def listening(error: WireError, *arguments: str) -> None:
            recorder.plainly(error, *arguments)
            if type(error).__name__ in REFUSALS:
                recorder.note(sys._getframe(1))  # noqa: SLF001 - who raised it is what we want

        WireError.__init__ = listening  # type: ignore[method-assign, assignment]  # until the end

    def plainly(self, error: WireError, *arguments: str) -> None:
        """Make the error as it is made without us."""
        self._plainly(error, *arguments)

    def note(self, frame: Any) -> None:
        """Keep the line that refused, when it is one of ours."""
        test = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" (")[0]
        code: CodeType = frame.f_code
        path = code.co_filename.removeprefix(self._root)
        if test and "/src/" in path and not path.startswith("/"):
            self._reached[test].add(f"{path}:{frame.f_lineno}")

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take over what an xdist worker has seen."""
        for test, guards in getattr(node, "workeroutput", {}).get(_SEEN, {}).items():
            self._reached[test].update(guards)

    def pytest_sessionfinish(self) -> None:
        """Write the report, or hand it to the controller."""
        WireError.__init__ = self._plainly  # type: ignore[method-assign]  # as it was
        workeroutput = getattr(self._config, "workeroutput", None)
        if workeroutput is not None:
            workeroutput[_SEEN] = {test: sorted(seen) for test, seen in self._reached.items()}
        elif self._reached:
            _update(self._config.rootpath, self._reached)


def _update(root: Path, reached: Reached) -> None:
    path = root / REACHED
    path.parent.mkdir(exist_ok=True)
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        merged = {**read_reached(root), **reached}
        draft = path.with_suffix(".draft")
        draft.write_text(
            json.dumps({test: sorted(seen) for test, seen in sorted(merged.items())}, indent=1),
            encoding="utf-8",
        )
        draft.replace(path)
