"""The text messages that the sink has caught: what a phone would have shown."""

from __future__ import annotations

import hashlib
import json
import os
import time
from dataclasses import asdict, dataclass
from pathlib import Path

LARGEST_TEXT_BYTES = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CaughtText:
    """One text message as it was handed in."""

    id: str
    to: str
    text: str
    sender: str
    arrived_at: float


class TextBox:
    """A folder of text messages, newest first. The same id is kept once, whoever repeats it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder

    def take(self, body: bytes) -> bool:
        """Keep a message given as JSON; False where it is none."""
        try:
            said = json.loads(body)
            text = CaughtText(
                id=str(said["id"]),
                to=str(said["to"]),
                text=str(said["text"]),
                sender=str(said.get("from", "")),
                arrived_at=time.time(),
            )
        except (ValueError, TypeError, KeyError, AttributeError):
            return False
        file = self._folder / f"{hashlib.sha256(text.id.encode()).hexdigest()}.json"
        written = file.with_suffix(f".{time.monotonic_ns()}")
        written.write_text(json.dumps(asdict(text)), encoding="utf-8")
        try:
            # Whole or not at all, and never over another one.
            os.link(written, file)
        except FileExistsError:
            pass
        finally:
            written.unlink()
        return True

    def texts(self, *, to: str | None = None) -> list[CaughtText]:
        """Return the messages, or those to one number."""
        found = [
            CaughtText(**json.loads(file.read_text(encoding="utf-8")))
            for file in self._folder.glob("*.json")
        ]
        wanted = [text for text in found if to is None or text.to == to]
        return sorted(wanted, key=lambda text: text.arrived_at, reverse=True)
