"""Write docs/dependencies.md: what we use, in which version, since when, under which licence.

Versions are those of requirements.lock. When each was published is told by uv.lock, which `make
lock` leaves behind; the licence by what is installed.
"""

import re
import sys
import tomllib
from dataclasses import dataclass
from email.message import Message
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

LOCK = Path("requirements.lock")
RESOLVED = Path("uv.lock")
PAGE = Path("docs/dependencies.md")
_PINNED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ;\\]+)", re.MULTILINE)
_ROW = re.compile(r"^\| `(?P<name>[^`]+)` \| (?P<version>\S+) \|", re.MULTILINE)
_UNKNOWN = "not said"
_LONGEST_LICENCE = 60
_PREAMBLE = """\
# What we use

Written by `make dependencies` from the lock file; do not edit. Published: when the version came
to the index. `make audit` asks for known holes, `make bill-of-materials` writes all for machines;
how soon what is mended stands in [security.md](security.md#dependencies).
"""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Dependency:
    """One package of the lock."""

    name: str
    version: str
    published_on: str
    licence: str


def pinned(lock: str) -> dict[str, str]:
    """Return the version of each package of a lock file, by its name."""
    return {match["name"].lower(): match["version"] for match in _PINNED.finditer(lock)}


def publishing_days(resolved: str) -> dict[str, str]:
    """Return the day on which the first file of each resolved version was published."""
    found: dict[str, str] = {}
    for package in tomllib.loads(resolved).get("package", []):
        files = [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
        times = [str(file["upload-time"]) for file in files if "upload-time" in file]
        if times:
            found[f"{package['name']}=={package['version']}"] = min(times)[:10]
    return found


def licence_of(told: Message) -> str:
    """Return the licence that a package's metadata tell, the clearest way that they have."""
    if told.get("License-Expression"):
        return str(told["License-Expression"])
    classified = [
        each.rpartition(" :: ")[2]
        for each in told.get_all("Classifier", [])
        if each.startswith("License :: ") and " :: " in each.removeprefix("License :: ")
    ]
    text = str(told.get("License") or "").strip()
    short = text if text and len(text) <= _LONGEST_LICENCE and "\n" not in text else ""
    return ", ".join(classified) or short or _UNKNOWN


def page(dependencies: list[Dependency]) -> str:
    """Return the page."""
    rows = [
        f"| `{each.name}` | {each.version} | {each.published_on} | {each.licence} |"
        for each in sorted(dependencies)
    ]
    head = ["| package | version | published | licence |", "|---|---|---|---|"]
    return "\n".join([_PREAMBLE, *head, *rows]) + "\n"


def listed(written: str) -> dict[str, str]:
    """Return the version of each package that the page lists."""
    return {match["name"]: match["version"] for match in _ROW.finditer(written)}


def _installed_licence(name: str) -> str:
    try:
        return licence_of(metadata(name))  # type: ignore[arg-type]  # a Message in all but its name
    except PackageNotFoundError:
        return _UNKNOWN


def main(root: Path = Path()) -> int:
    """Write the page; 1 where nobody has resolved the versions here."""
    if not (root / RESOLVED).exists():
        sys.stderr.write("There is no uv.lock, which says the days: run `make lock` first.\n")
        return 1
    days = publishing_days((root / RESOLVED).read_text(encoding="utf-8"))
    dependencies = [
        Dependency(
            name=name,
            version=version,
            published_on=days.get(f"{name}=={version}", _UNKNOWN),
            licence=_installed_licence(name),
        )
        for name, version in pinned((root / LOCK).read_text(encoding="utf-8")).items()
    ]
    (root / PAGE).write_text(page(dependencies), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
