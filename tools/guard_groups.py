"""Take several guards away at once, where each is missed by tests that meet none of the others.

Most of the time that a guard costs goes into starting the tests. Of a group no test of one guard is
known to have reached another, and each has files of its own where tests share servers: those of
`unit` share nothing. Whose test fails, is missed.
"""

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

_MOST_AT_ONCE = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """The place of a guard, and the tests of which one should fail without it."""

    place: str
    tests: tuple[str, ...]

    @property
    def files(self) -> set[str]:
        """The test files that are this guard's own in its group."""
        return {test.partition("::")[0] for test in self.tests if "/unit/" not in test}


def groups_of(
    sought: Iterable[Sought], reached: Mapping[str, set[str]], *, most: int = _MOST_AT_ONCE
) -> Iterator[list[Sought]]:
    """Yield the guards in groups that do not meet; `reached` says which ones each test reached."""
    waiting = list(sought)
    while waiting:
        group: list[Sought] = []
        for each in waiting:
            if len(group) < most and all(_are_apart(each, other, reached) for other in group):
                group.append(each)
        yield group
        waiting = [each for each in waiting if each not in group]


def _are_apart(one: Sought, other: Sought, reached: Mapping[str, set[str]]) -> bool:
    return (
        one.files.isdisjoint(other.files)
        and not any(other.place in reached.get(test, ()) for test in one.tests)
        and not any(one.place in reached.get(test, ()) for test in other.tests)
    )


def failing(report: str) -> set[str]:
    """Return the tests that failed by a JUnit report; those that could not begin do not count."""
    return {
        f"{case.get('file')}::{case.get('name')}"
        for case in ET.fromstring(report).iter("testcase")  # noqa: S314 - pytest's own
        if case.find("failure") is not None
    }


def run_tests(
    copy: Path, tests: Sequence[str], environment: Mapping[str, str], *, seconds: int
) -> set[str]:
    """Return which of the tests fail in `copy`; none when they take longer than `seconds`."""
    report = copy / "build" / "guards.xml"
    report.parent.mkdir(exist_ok=True)
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    command += ["-o", "junit_family=xunit1", f"--junitxml={report}", *tests]
    try:
        subprocess.run(  # noqa: S603 - our own tests
            command,
            cwd=copy,
            env={**os.environ, **environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return set()
    return failing(report.read_text(encoding="utf-8")) if report.exists() else set()
