"""Migrations and queues before the first process, and not again until code changes."""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

from kontor_local.places import write_private
from kontor_local.processes import run_to_end

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kontor_local.environment import ProductPlaces
    from kontor_local.parts import Part

PREPARE_SECONDS = 120
SHARED_PACKAGES = ("chassis", "contracts")


def is_prepared(places: ProductPlaces, part: Part) -> bool:
    """Tell whether this code has prepared this database before."""
    stamp = _stamp(places, part)
    return stamp.exists() and stamp.read_text() == _fingerprint(places, part)


def prepare(places: ProductPlaces, part: Part, environment: Mapping[str, str]) -> None:
    """Run the part's `prepare` command and remember that it went well.

    Raises:
        StartError: it failed; with its last lines of output.
    """
    if part.prepare is None:
        return
    fingerprint = _fingerprint(places, part)
    run_to_end(
        name=f"prepare {part.name}",
        command=part.prepare,
        environment=environment,
        log=places.home / "logs" / f"prepare-{part.name}.log",
        timeout_seconds=PREPARE_SECONDS,
    )
    write_private(_stamp(places, part), fingerprint)


def _stamp(places: ProductPlaces, part: Part) -> Path:
    return places.home / "prepared" / part.name


def _fingerprint(places: ProductPlaces, part: Part) -> str:
    """Return a digest of the database's address and of all code that `prepare` may run."""
    digest = hashlib.sha256(places.namespace.databases[part.package].owner_url.encode())
    digest.update(places.namespace.vhost.encode())
    for file in sorted(_source_files(part)):
        state = file.stat()
        digest.update(f"{file} {state.st_mtime_ns} {state.st_size}\n".encode())
    return digest.hexdigest()


def _source_files(part: Part) -> Iterator[Path]:
    for package in (part.package, *SHARED_PACKAGES):
        found = importlib.util.find_spec(package)
        if found is not None and found.origin is not None:
            yield from Path(found.origin).parent.rglob("*.py")
