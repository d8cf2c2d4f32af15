"""Take each guard away in turn and see its tests fail: `python -m tools.guards [FOLDER]`.

A guard is a statement that refuses somebody. Which tests reach it is known from the last run of
them (build/guards.json). A guard that can go unnoticed protects nothing that is tested.
"""

import ast
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from queue import Queue
from typing import Literal

from kontor_local.on_demand import ServersOnDemand
from kontor_local.places import local_folder

REACHED = Path("build/guards.json")
Reached = dict[str, set[str]]
Verdict = Literal["noticed", "unnoticed", "reached by no test", "does not run"]

REFUSALS = frozenset(
    {
        "NotSignedIn",
        "NotPermitted",
        "NoMembership",
        "AreaNotVisible",
        "EntitlementMissing",
        "ContractEnded",
        "SecondFactorRequired",
        "SupportConsentMissing",
        "SupportSessionRunning",
        "SignInRefused",
        "SecondFactorRefused",
        "IdentityProviderRequired",
        "ProviderSignInRefused",
        "PasskeyRefused",
        "TooManyAttempts",
        "WeakPassword",
        "InvitationNotUsable",
        "LinkNotUsable",
        "InitialAddressProtected",
        "LastAdministrator",
        "RetentionProtected",
        "DocumentHeld",
        "ManagedExternally",
    }
)
_SOURCES = ("services/*/src", "libs/chassis/src", "gateway/src")
_LEFT_OUT = (".git", ".venv", ".local", "build", "__pycache__", ".*_cache", "node_modules")
# A guard is missed by one of the first tests that reach it or hardly ever.
_MOST_TESTS = 12
_LONGEST_SECONDS = 300
_AT_ONCE = 2


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Guard:
    """One statement that refuses."""

    path: str
    line: int
    end: int
    column: int
    text: str

    @property
    def place(self) -> str:
        """Where it stands, as the record names it."""
        return f"{self.path}:{self.line}"


def guards_below(root: Path, folder: str = "") -> list[Guard]:
    """Return every guard in the sources below `root` whose path begins with `folder`."""
    paths = sorted(path for pattern in _SOURCES for path in root.glob(f"{pattern}/**/*.py"))
    return [
        guard
        for path in paths
        if "testing" not in path.parts
        and (name := path.relative_to(root).as_posix()).startswith(folder)
        for guard in _guards_in(name, path.read_text(encoding="utf-8"))
    ]


def _guards_in(name: str, source: str) -> Iterator[Guard]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Raise) and _refuses(node.exc):
            yield Guard(
                path=name,
                line=node.lineno,
                end=node.end_lineno or node.lineno,
                column=node.col_offset,
                text=ast.unparse(node),
            )


def _refuses(raised: ast.expr | None) -> bool:
    called = raised.func if isinstance(raised, ast.Call) else raised
    return isinstance(called, ast.Name) and called.id in REFUSALS


def without(guard: Guard, source: str) -> str:
    """Return the source with nothing in the guard's place, every other line where it was."""
    lines = source.splitlines(keepends=True)
    lines[guard.line - 1] = " " * guard.column + "pass\n"
    for at in range(guard.line, guard.end):
        lines[at] = "\n"
    return "".join(lines)


def read_reached(root: Path) -> Reached:
    """Return which guards each test reached, by the record below `root`; empty without one."""
    path = root / REACHED
    if not path.exists():
        return {}
    return {test: set(seen) for test, seen in json.loads(path.read_text("utf-8")).items()}


def reaching_tests(reached: Reached) -> dict[str, list[str]]:
    """Return the tests that reached each guard, those of unit tests first."""
    found: dict[str, list[str]] = defaultdict(list)
    for test, places in reached.items():
        for place in places:
            found[place].append(test)
    for tests in found.values():
        tests.sort(key=lambda test: ("/unit/" not in test, test))
    return found


def copy_of(root: Path, target: Path) -> Path:
    """Return a copy of the tree in `target` whose tests run by themselves."""
    shutil.copytree(root, target, ignore=shutil.ignore_patterns(*_LEFT_OUT), symlinks=True)
    for name in (".venv", ".local"):
        (target / name).symlink_to(root / name)
    return target


def judge(guard: Guard, copy: Path, tests: list[str]) -> Verdict:
    """Return whether any of `tests` fails in `copy` once the guard is taken away there."""
    if not tests:
        return "reached by no test"
    path = copy / guard.path
    source = path.read_text(encoding="utf-8")
    path.write_text(without(guard, source), encoding="utf-8")
    try:
        code = _run(copy, tests[:_MOST_TESTS])
    finally:
        path.write_text(source, encoding="utf-8")
    return {0: "unnoticed", 1: "noticed"}.get(code, "does not run")  # type: ignore[return-value]  # of two literals


def _run(copy: Path, tests: list[str]) -> int:
    sources = [str(path) for pattern in (*_SOURCES, "libs/*/src") for path in copy.glob(pattern)]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([*sources, str(copy / "deploy/local")]),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    try:
        done = subprocess.run(  # noqa: S603 - our own tests
            command,
            cwd=copy,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_LONGEST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return 1  # a test that waits for a refusal in vain has noticed
    return done.returncode


@contextmanager
def _servers_for_all() -> Iterator[None]:
    offer = ServersOnDemand(local_folder() / "guards")
    os.environ["KONTOR_TEST_SERVERS"] = offer.address
    try:
        yield
    finally:
        del os.environ["KONTOR_TEST_SERVERS"]
        offer.stop()


def judge_all(root: Path, guards: list[Guard]) -> Iterator[tuple[Guard, Verdict]]:
    """Yield each guard with its verdict, a few judged at once, in copies of the tree."""
    tests = reaching_tests(read_reached(root))
    with (
        tempfile.TemporaryDirectory(prefix="guards-") as folder,
        ThreadPoolExecutor(_AT_ONCE) as at,
    ):
        copies: Queue[Path] = Queue()
        for number in range(_AT_ONCE):
            copies.put(copy_of(root, Path(folder) / str(number)))

        def in_a_copy(guard: Guard) -> tuple[Guard, Verdict]:
            copy = copies.get()
            try:
                return guard, judge(guard, copy, tests.get(guard.place, []))
            finally:
                copies.put(copy)

        yield from at.map(in_a_copy, guards)


def main(arguments: list[str] | None = None) -> int:
    """Judge all guards, or so many of a folder drawn by lot; 1 when one goes unnoticed."""
    given = sys.argv[1:] if arguments is None else arguments
    root = Path.cwd()
    guards = guards_below(root, given[0] if given else "")
    if len(given) > 1:
        guards = sorted(random.Random(time.time_ns()).sample(guards, int(given[1])))  # noqa: S311 - a lot
    say = partial(print, flush=True)
    verdicts: dict[Verdict, list[Guard]] = defaultdict(list)
    for guard, verdict in judge_all(root, guards):
        verdicts[verdict].append(guard)
        if verdict != "noticed":
            say(f"{verdict}: {guard.place} {guard.text}")
    say(f"{len(verdicts['noticed'])} of {len(guards)} guards are missed when they are gone.")
    return 0 if len(verdicts["noticed"]) == len(guards) else 1


if __name__ == "__main__":
    sys.exit(main())
