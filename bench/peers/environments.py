"""Environments for peers, so that what they need never meets what the product needs.

One for each list in `pins`: `messages.txt` goes to `.local/peers/messages`. The lists are pinned
and hashed, made from the `.in` beside them by `uv pip compile --generate-hashes --no-header
--no-annotate --python-version 3.11 messages.in -o messages.txt`.
"""

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from kontor_local.places import local_folder

PINS = Path(__file__).parent / "pins"
_COMPLETE = "complete"


def known_environments() -> list[str]:
    """Return the names of all environments that can be installed."""
    return sorted(pins.stem for pins in PINS.glob("*.txt"))


def folder_of(name: str) -> Path:
    """Return where an environment lies, whether it is there or not."""
    return local_folder() / "peers" / name


def python_of(name: str) -> Path | None:
    """Return the Python of an environment, or None where `make peers` has not made it as it is."""
    complete = folder_of(name) / _COMPLETE
    if not complete.exists() or complete.read_text() != _pins_of(name).read_text():
        return None
    return folder_of(name) / "bin" / "python"


def versions_of(names: Iterable[str]) -> dict[str, str]:
    """Return what was asked for in these environments, by package."""
    lines = [line for name in names for line in (PINS / f"{name}.in").read_text().splitlines()]
    return dict(line.split("==") for line in lines)


def install(name: str) -> Path:
    """Make an environment, or leave it where it is complete; return its Python.

    Raises:
        subprocess.CalledProcessError: a package cannot be had, or is not the one that was pinned.
    """
    ready = python_of(name)
    if ready is not None:
        return ready
    uv, folder, pins = Path(sys.executable).parent / "uv", folder_of(name), _pins_of(name)
    python = folder / "bin" / "python"
    fitting: list[str | Path] = ["--quiet", "--python"]
    commands: list[list[str | Path]] = [
        [uv, "venv", "--clear", *fitting, sys.executable, folder],
        [uv, "pip", "sync", "--system-certs", "--require-hashes", *fitting, python, pins],
    ]
    for command in commands:
        subprocess.run(command, check=True)  # noqa: S603 - our own uv, and paths of this checkout
    (folder / _COMPLETE).write_text(pins.read_text())
    return python


def _pins_of(name: str) -> Path:
    return PINS / f"{name}.txt"
