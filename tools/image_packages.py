"""Write beside each Dockerfile the names of the packages its image needs: `packages.txt`.

Which version and which checksum stands in `requirements.lock`; an image takes its own part of it.
Who needs whom is read from the installed packages' own metadata, so `make setup` comes first.
"""

import tomllib
from collections.abc import Iterable, Mapping
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
OWN = "kontor-"
IMAGES: dict[str, str] = {
    **{
        f"services/{name}": f"kontor-{name}"
        for name in ("identity", "billing-docs", "tickets", "catalog", "notifications")
    },
    "gateway": "kontor-gateway",
    # What builds our own packages, and stays behind in the first stage.
    "deploy/images": "hatchling",
}


def needed_by(name: str, said: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """Return the names of the foreign packages that a distribution needs, and itself if foreign.

    `said` holds what is said of single packages instead of what their own metadata say.

    Raises:
        PackageNotFoundError: one of them is not installed here.
    """
    found: set[tuple[str, str]] = set()
    waiting = {(str(canonicalize_name(name)), "")}
    while waiting:
        one = waiting.pop()
        found.add(one)
        package, extra = one
        needs = said[package] if package in said else distribution(package).requires
        for wanted in map(Requirement, needs or ()):
            if wanted.marker is None or wanted.marker.evaluate({"extra": extra}):
                names = {(str(canonicalize_name(wanted.name)), each) for each in wanted.extras}
                waiting |= (names | {(str(canonicalize_name(wanted.name)), "")}) - found
    return tuple(sorted({package for package, _ in found if not package.startswith(OWN)}))


def said_of_packages(root: Path) -> dict[str, list[str]]:
    """Return what our own project file says that packages need (`tool.uv.dependency-metadata`)."""
    project = tomllib.loads((root / "pyproject.toml").read_text())
    said = project["tool"]["uv"].get("dependency-metadata", [])
    return {canonicalize_name(each["name"]): each["requires-dist"] for each in said}


def package_lists(root: Path = ROOT) -> dict[str, str]:
    """Return the text of `packages.txt` for each folder with an image."""
    said = said_of_packages(root)
    return {folder: "\n".join(needed_by(name, said)) + "\n" for folder, name in IMAGES.items()}


if __name__ == "__main__":
    for folder, text in package_lists().items():
        (ROOT / folder / "packages.txt").write_text(text)
