"""What the person at the terminal sees: calm progress, and the services' warnings."""

from __future__ import annotations

import json
import sys
import threading
import time
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH = 16
COLOURS = (36, 32, 35, 34, 33, 96, 92, 95, 94)
QUIET_LEVELS = frozenset({"debug", "info", "notice"})
RED, YELLOW, GREY = 31, 33, 90


class Console:
    """Prints whole lines, one at a time, whoever asks; coloured on a terminal only.

    `verbose` shows every line the services print, otherwise warnings and errors alone.
    """

    def __init__(self, *, verbose: bool = False, output: TextIO | None = None) -> None:
        self._verbose = verbose
        self._output = output or sys.stdout
        self._coloured = self._output.isatty()
        self._began = time.monotonic()
        self._lock = threading.Lock()
        self._colour_of: dict[str, int] = {}

    def progress(self, text: str) -> None:
        """Say what the stack itself does."""
        self._print("kontor", text)

    def event(self, name: str, text: str) -> None:
        """Say what happened to a program."""
        self._print("kontor", f"{name} {text}")

    def line(self, name: str, line: str) -> None:
        """Show a line that a program printed, if it is worth it."""
        text, level = _readable(line)
        if self._verbose or level not in QUIET_LEVELS:
            self._print(
                name, text, colour={"error": RED, "critical": RED, "warning": YELLOW}.get(level)
            )

    def box(self, lines: Sequence[str]) -> None:
        """Print the lines in a frame."""
        width = max(len(line) for line in lines)
        frame = ["", f"┌{'─' * (width + 4)}┐"]
        frame += [f"│  {line:<{width}}  │" for line in lines]
        frame += [f"└{'─' * (width + 4)}┘", ""]
        self.plain(frame)

    def plain(self, lines: Sequence[str]) -> None:
        """Print the lines as they are, for a person or a shell to copy."""
        with self._lock:
            print("\n".join(lines), file=self._output, flush=True)

    def _print(self, name: str, text: str, colour: int | None = None) -> None:
        seconds = f"{time.monotonic() - self._began:7.1f}"
        prefix = f"{name:<{WIDTH}}"
        if self._coloured:
            own = self._colour_of.setdefault(name, COLOURS[len(self._colour_of) % len(COLOURS)])
            seconds, prefix = _painted(GREY, seconds), _painted(own, prefix)
            text = _painted(colour, text) if colour else text
        with self._lock:
            print(f"{seconds}  {prefix} {text}", file=self._output, flush=True)


def _readable(line: str) -> tuple[str, str]:
    """Return the line as a person reads it, and its level.

    Services write one JSON object a line. What is not JSON comes from a library and counts as
    information, unless it looks like the trace of an error.
    """
    try:
        record = json.loads(line)
    except ValueError:
        return line, "warning" if _is_trace(line) else "info"
    if not isinstance(record, dict):
        return line, "info"
    level = str(record.get("level", "info")).lower()
    words = str(record.get("event", ""))
    hidden = {"level", "event", "timestamp", "service", "pid", "exception"}
    details = " ".join(f"{key}={value}" for key, value in record.items() if key not in hidden)
    trace = str(record.get("exception", ""))
    return "\n".join(filter(None, [f"{words}  {details}".rstrip(), trace])), level


def _is_trace(line: str) -> bool:
    return line.startswith(("Traceback", "  File ")) or "Error" in line or "[ERROR]" in line


def _painted(colour: int, text: str) -> str:
    return f"\033[{colour}m{text}\033[0m"
