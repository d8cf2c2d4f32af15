"""At each named place where a process can be killed, a test kills one."""

from __future__ import annotations

import re

from tests.architecture.sources import ROOT, package_sources, python_tests, text_of

POINT = re.compile(r'crash_point\("([a-z_.]+)"\)')


def points() -> set[str]:
    """Return the names of all places."""
    return {name for path in package_sources(ROOT) for name in POINT.findall(text_of(ROOT / path))}


def test_each_crash_point_is_named_by_a_test() -> None:
    tests = "".join(text_of(ROOT / path) for path in python_tests(ROOT))

    unnamed = [name for name in sorted(points()) if f'"{name}"' not in tests]

    assert len(points()) > 20
    assert unnamed == []
