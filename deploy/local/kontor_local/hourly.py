"""What an operator's scheduler does every hour elsewhere: anchor the audit trail."""

from __future__ import annotations

import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kontor_local.console import Console

_INTERVAL_SECONDS = 3600


@contextmanager
def anchoring_hourly(settings: Mapping[str, str], console: Console) -> Iterator[None]:
    """Anchor the trail now and every hour until the block ends; a fault is shown and stays told."""
    ended = threading.Event()

    def anchor_until_the_end() -> None:
        while True:
            _anchor(settings, console)
            if ended.wait(_INTERVAL_SECONDS):
                return

    thread = threading.Thread(target=anchor_until_the_end, name="anchor-audit", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()


def _anchor(settings: Mapping[str, str], console: Console) -> None:
    command = [str(Path(sys.executable).with_name("kontor")), "anchor-audit"]
    done = subprocess.run(  # noqa: S603 - our own program
        command, env=dict(settings), capture_output=True, text=True, check=False
    )
    if done.returncode:
        console.plain(["The audit trail could not be anchored:", done.stdout, done.stderr])
