"""The Makefile explains itself."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[3]
PROMISED = (
    *("run", "test", "setup", "check", "format", "hook"),
    *("test-unit", "test-integration", "test-flows", "requirements"),
    *("migration", "wire", "lock", "adr", "logs", "parked", "psql", "servers"),
)


def make(*words: str) -> str:
    answer = subprocess.run(  # noqa: S603 - our own Makefile
        ["make", "--no-print-directory", *words],  # noqa: S607 - whichever make there is
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return answer.stdout


def test_make_alone_prints_every_target_with_its_words() -> None:
    listed = make()

    for target in PROMISED:
        assert re.search(rf"(^| ){target} +\S", listed, re.MULTILINE), target


def test_scaling_is_passed_on_to_the_stack() -> None:
    plan = make("--dry-run", "run", "identity=2", "billing-docs=3")

    assert "kontor_local run identity=2 billing-docs=3" in plan
