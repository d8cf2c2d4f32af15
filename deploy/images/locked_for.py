"""Print the pinned, hashed packages that one of our distributions needs when it runs.

`python deploy/images/locked_for.py kontor-tickets` reads `requirements.lock` for versions and
hashes, and the installed packages' own metadata for who needs whom. Our own distributions are left
out: an image copies them.
"""

import re
import sys
import tomllib
from collections.abc import Mapping
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
OWN = "kontor-"
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==", re.MULTILINE)


def needed_by(name: str, said: Mapping[str, list[str]]) -> set[str]:
    """Return the names of all packages that a distribution needs, their extras' needs included.

    `said` holds what is said of single packages instead of what their own metadata say.

    Raises:
        PackageNotFoundError: one of them is not installed here.
    """
    found: set[tuple[str, str]] = set()
    waiting = {(canonicalize_name(name), "")}
    while waiting:
        one = waiting.pop()
        found.add(one)
        package, extra = one
        needs = said[package] if package in said else distribution(package).requires
        for text in needs or ():
            wanted = Requirement(text)
            if wanted.marker is None or wanted.marker.evaluate({"extra": extra}):
                names = {(canonicalize_name(wanted.name), each) for each in ("", *wanted.extras)}
                waiting |= names - found
    return {package for package, _ in found}


def blocks(lock: str) -> dict[str, str]:
    """Return the lines of each package in a lock file."""
    starts = [(match.start(), canonicalize_name(match[1])) for match in _PIN.finditer(lock)]
    ends = [start for start, _ in starts[1:]] + [len(lock)]
    return {name: lock[start:end] for (start, name), end in zip(starts, ends, strict=True)}


def said_of_packages(root: Path) -> dict[str, list[str]]:
    """Return what our own project file says that packages need (`tool.uv.dependency-metadata`)."""
    project = tomllib.loads((root / "pyproject.toml").read_text())
    said = project["tool"]["uv"].get("dependency-metadata", [])
    return {canonicalize_name(each["name"]): each["requires-dist"] for each in said}


def locked_for(name: str, root: Path = ROOT) -> str:
    """Return the part of the lock file that a distribution needs.

    Raises:
        KeyError: a package that it needs is not pinned.
    """
    pinned = blocks((root / "requirements.lock").read_text())
    needed = needed_by(name, said_of_packages(root))
    return "".join(pinned[package] for package in sorted(needed) if not package.startswith(OWN))


if __name__ == "__main__":
    sys.stdout.write(locked_for(sys.argv[1]))
