"""Import every module below the given folders and print what importing them did, as JSON.

Run in a process of its own: `python import_watch.py FOLDER...`.
"""

import importlib
import json
import os
import socket
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_environment_class = type(os.environ)


def main(folders: list[Path]) -> None:
    """Print {module: [what its import did]} for modules that did anything."""
    warnings.simplefilter("ignore")
    done: dict[str, list[str]] = {}
    for folder in folders:
        sys.path.insert(0, str(folder))
    modules = [module for folder in folders for module in _modules(folder)]
    inside = tuple(f"{folder}{os.sep}" for folder in folders)
    current = [""]

    def note(what: str) -> None:
        done.setdefault(current[0], []).append(what)

    _watch_environment(inside, note)
    _watch_connections(note)
    for module in modules:
        current[0] = module
        before = threading.active_count()
        try:
            importlib.import_module(module)
        except Exception as error:  # noqa: BLE001 - whatever it is, the reader wants to hear it
            note(f"{type(error).__name__}: {error}")
        if threading.active_count() > before:
            note("starts a thread")
    sys.stdout.write(json.dumps(done))


def _modules(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder).with_suffix("").parts
        # A __main__ is run, not imported; migrations are run by Alembic.
        if "migrations" not in parts and parts[-1] != "__main__":
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _watch_environment(inside: tuple[str, ...], note: Any) -> None:
    for name in ("__getitem__", "__contains__", "__iter__"):
        original = getattr(_environment_class, name)

        def spy(self: Any, *key: str, original: Any = original) -> Any:
            if _asking_file().startswith(inside):
                note(f"reads the environment: {' '.join(key) or 'all of it'}")
            return original(self, *key)

        setattr(_environment_class, name, spy)


def _asking_file() -> str:
    """Return the file that asked, past the standard library's own way to the environment."""
    frame = sys._getframe(2)  # noqa: SLF001 - the documented way to the caller
    while frame.f_back and frame.f_code.co_filename.endswith(("os.py", "_collections_abc.py>")):
        frame = frame.f_back
    while frame.f_back and frame.f_code.co_filename.startswith("<frozen"):
        frame = frame.f_back
    return frame.f_code.co_filename


def _watch_connections(note: Any) -> None:
    def refuse(_self: socket.socket, address: Any) -> None:
        note(f"connects to {address}")
        raise OSError(f"connects to {address} when imported")

    socket.socket.connect = refuse  # type: ignore[assignment, method-assign]  # that is the watch


if __name__ == "__main__":
    main([Path(argument).resolve() for argument in sys.argv[1:]])
