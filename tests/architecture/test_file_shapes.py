"""Files stay short, well named, and free of the machine they were written on."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, files, python_sources, python_tests, text_of

SOURCE_LINES = 300
TEST_LINES = 500

_EMPTY_NAMES = frozenset({"utils", "helpers", "common", "misc", "base", "manager"})
_LOCK_FILES = re.compile(r".*\.lock|.*-lock\.json|pylock.*\.toml|\.package-lock\.json")
_MACHINE_PATH = re.compile(r"(?<![\w.:/-])/(?:work|root|home|Users)/[\w.]+")
# An image has its own root and its own users.
_IN_AN_IMAGE = re.compile(r"(.*/)?(Dockerfile|Containerfile)|deploy/(kubernetes|compose)/.*")


def too_long(root: Path) -> list[str]:
    """Name the files over their limit of lines; migrations have none."""
    limits = [(path, SOURCE_LINES) for path in python_sources(root)]
    limits += [(path, TEST_LINES) for path in python_tests(root)]
    return [
        f"{path}: {lines} lines, at most {limit}"
        for path, limit in limits
        if (lines := len(text_of(root / path).splitlines())) > limit
    ]


def empty_names(root: Path) -> list[str]:
    """Name the files and folders whose last word says nothing."""
    return [
        f"{path}: {part}"
        for path in files(root)
        if path.parts[0] != "typings"  # named as the libraries they describe
        for part in path.parts
        if re.split(r"[_\W]+", part.partition(".")[0].lower())[-1] in _EMPTY_NAMES
    ]


def lock_addresses(root: Path) -> list[str]:
    """Name the lock files that hold an address to fetch from."""
    return [
        f"{path}:{number}"
        for path in files(root)
        if _LOCK_FILES.fullmatch(path.name)
        for number, line in enumerate(text_of(root / path).splitlines(), start=1)
        if re.search(r"https?:", line) and ("resolved" in line or path.suffix != ".json")
    ]


def committed_uv_lock(root: Path) -> list[str]:
    """Name every uv.lock: it holds hundreds of addresses, requirements.lock holds none."""
    return [str(path) for path in files(root) if path.name == "uv.lock"]


def machine_paths(root: Path) -> list[str]:
    """Name the lines with an absolute path of somebody's machine."""
    return [
        f"{path}:{number}: {found.group()}"
        for path in files(root)
        if not _IN_AN_IMAGE.fullmatch(path.as_posix())
        for number, line in enumerate(text_of(root / path).splitlines(), start=1)
        if (found := _MACHINE_PATH.search(line))
    ]


def other_ci_steps(root: Path) -> list[str]:
    """Name what .ci/run does beside `exec make test`."""
    script = root / ".ci/run"
    if not script.exists():
        return [".ci/run is missing"]
    steps = [
        line.strip()
        for line in script.read_text().splitlines()
        if line.strip() and not line.startswith("#")
    ]
    shell_options = {"set -e", "set -eu", "set -euo pipefail", 'cd "$(dirname "$0")/.."'}
    rest = [step for step in steps if step not in shell_options]
    faults = [] if rest == ["exec make test"] else [f".ci/run does {rest}"]
    return faults if script.stat().st_mode & 0o100 else [*faults, ".ci/run cannot be executed"]


Check = Callable[[Path], list[str]]


@pytest.mark.parametrize(
    "check",
    [too_long, empty_names, lock_addresses, committed_uv_lock, machine_paths, other_ci_steps],
)
def test_nothing_breaks_the_rule(check: Check) -> None:
    faults = check(ROOT)

    assert not faults, "\n".join(faults)


_HOME = Path("/").joinpath("home", "erika").as_posix()


@pytest.mark.parametrize(
    ("check", "path", "text"),
    [
        (too_long, "services/tickets/src/tickets/service.py", "x = 1\n" * 301),
        (too_long, "tests/tickets/test_reply.py", "x = 1\n" * 501),
        (empty_names, "libs/chassis/src/chassis/utils.py", ""),
        (empty_names, "gateway/src/gateway/common/clients.py", ""),
        (empty_names, "services/tickets/src/tickets/domain/request_manager.py", ""),
        (empty_names, "tests/helpers/__init__.py", ""),
        (lock_addresses, "requirements.lock", "nameko @ https://example.com/nameko.whl"),
        (lock_addresses, "tests/browser/package-lock.json", '"resolved": "http://a.example/b"'),
        (committed_uv_lock, "uv.lock", ""),
        (machine_paths, "docs/runbook.md", f"cd {_HOME} && make run"),
        (other_ci_steps, ".ci/run", "#!/bin/sh\nmake lint\nexec make test\n"),
        (other_ci_steps, ".ci/run", "#!/bin/sh\nexec make test\n"),  # not executable
        (other_ci_steps, "README.md", "no .ci/run at all"),
    ],
)
def test_a_break_is_found(tmp_path: Path, check: Check, path: str, text: str) -> None:
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text(text)

    assert check(tmp_path)


@pytest.mark.parametrize(
    ("check", "path", "text"),
    [
        (too_long, "services/tickets/src/tickets/service.py", "x = 1\n" * 300),
        (too_long, "services/tickets/src/tickets/migrations/0001_begin.py", "x = 1\n" * 301),
        (empty_names, "services/identity/src/identity/domain/common_words.py", ""),
        (lock_addresses, "requirements.lock", "nameko==2.14.1 --hash=sha256:00"),
        (lock_addresses, "package-lock.json", '"url": "https://example.com/funding"'),
        (machine_paths, "services/tickets/Dockerfile", f"WORKDIR {_HOME}"),
        (machine_paths, "docs/openapi.json", '"https://portal.example/home/page"'),
    ],
)
def test_what_is_allowed_passes(tmp_path: Path, check: Check, path: str, text: str) -> None:
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text(text)

    assert check(tmp_path) == []


def test_ci_runs_make_test_and_nothing_else(tmp_path: Path) -> None:
    script = tmp_path / ".ci/run"
    script.parent.mkdir()
    script.write_text("#!/bin/sh\n# What a newcomer types, too.\nset -eu\nexec make test\n")
    script.chmod(0o755)

    assert other_ci_steps(tmp_path) == []
