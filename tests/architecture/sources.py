"""The files the checks look at: what is committed or would be."""

import io
import re
import subprocess
import tokenize
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SERVICES = ("identity", "billing-docs", "tickets", "catalog", "notifications")

_OUR_LINES_ARE_SHORTER = 1000
_SOURCE_FOLDERS = re.compile(r"(libs|services)/[^/]+/src/|gateway/src/|(deploy|tools|bench)/")


def files(root: Path) -> list[Path]:
    """Return every file below `root` that is committed or not ignored, relative to it."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    if (root / ".git").exists():
        answer = subprocess.run(  # noqa: S603 - a fixed command
            listing, cwd=root, capture_output=True, text=True, check=True
        )
        paths = [Path(name) for name in answer.stdout.split("\0") if name]
    else:
        paths = [path.relative_to(root) for path in root.rglob("*")]
    return sorted(path for path in set(paths) if (root / path).is_file())


def python_sources(root: Path) -> list[Path]:
    """Return our Python files that are neither tests nor migrations nor stubs."""
    return [
        path
        for path in files(root)
        if path.suffix == ".py"
        and _SOURCE_FOLDERS.match(path.as_posix())
        and "migrations" not in path.parts
    ]


def package_sources(root: Path) -> list[Path]:
    """Return the Python files of the libraries, the services and the gateway."""
    return [path for path in python_sources(root) if "src" in path.parts]


def python_tests(root: Path) -> list[Path]:
    """Return every Python file below tests/."""
    return [path for path in files(root) if path.suffix == ".py" and path.parts[0] == "tests"]


def text_of(path: Path) -> str:
    """Return a file's text; empty when it is none, or is somebody's minified script."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""
    if path.suffix in {".js", ".css"} and any(
        len(line) > _OUR_LINES_ARE_SHORTER for line in text.splitlines()
    ):
        return ""
    return text


def comments(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line number and text of each comment in a Python file."""
    for token in tokenize.generate_tokens(io.StringIO(text_of(path)).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string
