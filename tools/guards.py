"""Take each guard away in turn and see its tests fail: `python -m tools.guards [FOLDER]`.

A guard is a statement that refuses somebody. Which tests reach it is known from the last run of
them (build/guards.json). A guard that can go unnoticed protects nothing that is tested; those that
say what another line says as well stand in docs/guards.toml with that reason.
Every verdict is written to build/guard-verdicts.json.
"""

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from queue import Queue
from typing import Literal

from kontor_local.on_demand import ServersOnDemand
from kontor_local.places import local_folder
from tools.guard_groups import Sought, groups_of, run_tests
from tools.guard_lines import SOURCES, Guard, guards_below, without

REACHED = Path("build/guards.json")
VERDICTS = Path("build/guard-verdicts.json")
EXCUSED = Path("docs/guards.toml")
Reached = dict[str, set[str]]
Verdict = Literal["noticed", "unnoticed", "reached by no test", "does not run", "excused"]

_LEFT_OUT = (".git", ".venv", ".local", "build", "__pycache__", ".*_cache", "node_modules")
# A guard is missed by one of the first tests that reach it or hardly ever; mostly by the first two.
_MOST_TESTS = 12
_FIRST_TESTS = 2
_LONGEST_SECONDS = 1200
_LONGEST_OF_A_GROUP = 1200
_AT_ONCE = 2


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
    with _taken_away([guard], copy):
        code = _run(copy, tests[:_MOST_TESTS])
    return {0: "unnoticed", 1: "noticed"}.get(code, "does not run")  # type: ignore[return-value]  # of two literals


@contextmanager
def _taken_away(guards: list[Guard], copy: Path) -> Iterator[None]:
    """Let the guards be away in `copy` meanwhile."""
    before = {path: path.read_text(encoding="utf-8") for path in {copy / g.path for g in guards}}
    try:
        for guard in guards:
            path = copy / guard.path
            path.write_text(without(guard, path.read_text(encoding="utf-8")), encoding="utf-8")
        yield
    finally:
        for path, source in before.items():
            path.write_text(source, encoding="utf-8")


def _environment(copy: Path) -> dict[str, str]:
    sources = [str(path) for pattern in (*SOURCES, "libs/*/src") for path in copy.glob(pattern)]
    return {
        "PYTHONPATH": os.pathsep.join([*sources, str(copy / "deploy/local")]),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _run(copy: Path, tests: list[str]) -> int:
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    try:
        done = subprocess.run(  # noqa: S603 - our own tests
            command,
            cwd=copy,
            env={**os.environ, **_environment(copy)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_LONGEST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return -1  # each test has a limit of its own: together they took too long for this machine
    return done.returncode


def judge_together(
    guards: list[Guard], copy: Path, reached: Reached
) -> Iterator[tuple[Guard, Verdict]]:
    """Yield those that are missed by one of the first tests that reach them.

    Tests that fail while every guard is there tell nothing; they are sorted out before.
    """
    tests, by_place = reaching_tests(reached), {guard.place: guard for guard in guards}
    sought = [
        Sought(place=place, tests=tuple(tests[place][:_FIRST_TESTS]))
        for place in by_place
        if place in tests
    ]

    def failing_of(some: list[Sought]) -> set[str]:
        chosen = sorted({test for each in some for test in each.tests})
        return run_tests(copy, chosen, _environment(copy), seconds=_LONGEST_OF_A_GROUP)

    fail_anyway = failing_of(sought)
    for group in groups_of(sought, reached):
        with _taken_away([by_place[each.place] for each in group], copy):
            failed = failing_of(group) - fail_anyway
        for each in group:
            if not failed.isdisjoint(each.tests):
                yield by_place[each.place], "noticed"


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
    """Yield each guard with its verdict: first those that are missed soon, many at once.

    The others are judged one by one, a few of them beside each other, in copies of the tree.
    """
    reached, excused = read_reached(root), excused_guards(root)
    tests = reaching_tests(reached)
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
                verdict = judge(guard, copy, tests.get(guard.place, []))
            finally:
                copies.put(copy)
            is_excused = verdict != "noticed" and guard.name in excused
            return guard, "excused" if is_excused else verdict

        missed = set()
        copy = copies.get()
        for guard, verdict in judge_together(guards, copy, reached):
            missed.add(guard)
            yield guard, verdict
        copies.put(copy)
        yield from at.map(in_a_copy, [guard for guard in guards if guard not in missed])


def excused_guards(root: Path) -> dict[str, str]:
    """Return why a guard need not be missed, by its name."""
    path = root / EXCUSED
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def main(arguments: list[str] | None = None) -> int:
    """Judge all guards, or so many of a folder drawn by lot; 1 when one goes unnoticed."""
    given = sys.argv[1:] if arguments is None else arguments
    root = Path.cwd()
    guards = guards_below(root, given[0] if given else "")
    if len(given) > 1:
        guards = sorted(random.Random(time.time_ns()).sample(guards, int(given[1])))  # noqa: S311 - a lot
    say = partial(print, flush=True)
    verdicts: dict[Guard, Verdict] = {}
    with _servers_for_all():
        for guard, verdict in judge_all(root, guards):
            verdicts[guard] = verdict
            _keep(root, verdicts)
            if verdict != "noticed":
                say(f"{verdict}: {guard.place} {guard.text}")
    count = Counter(verdicts.values())
    say(f"{count['noticed']} of {len(guards)} guards are missed when they are gone.")
    return 0 if count["noticed"] + count["excused"] == len(guards) else 1


def _keep(root: Path, verdicts: dict[Guard, Verdict]) -> None:
    """Write what is known so far, beside what other runs have found out."""
    path = root / VERDICTS
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    known.update({guard.name: verdict for guard, verdict in verdicts.items()})
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(known, indent=1, sort_keys=True), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
