"""What a service's migrations send to the database, and what would stop or break the old code."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

SQUAWK = Path(sys.executable).with_name("squawk")
OLDEST_POSTGRESQL = "15"
# Of taste, or seen to by chassis.migrations: it sets the time limits.
NOT_ASKED = (
    "prefer-text-field",
    "prefer-bigint-over-int",
    "prefer-bigint-over-smallint",
    "prefer-robust-stmts",
    "require-lock-timeout",
    "require-statement-timeout",
)
# Alembic notes after each migration which one it was.
_NOTED = re.compile(r"(?:INSERT INTO|UPDATE) alembic_version .*?'(\w+)'", re.DOTALL)
_DEFINES = re.compile(r"\s*(ALTER|CREATE|DROP|TRUNCATE)\b", re.IGNORECASE)
_CONCURRENTLY = re.compile(r"\bCONCURRENTLY\b", re.IGNORECASE)

Statements = Mapping[str, Sequence[str]]
"""The statements that define tables, by the revision of their migration."""


@contextmanager
def recorded_migrations() -> Iterator[Statements]:
    """Yield what fills with the statements of each migration that is run meanwhile."""
    found: dict[str, list[str]] = {}
    waiting: list[str] = []

    def note(_connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        noted = _NOTED.match(statement)
        if noted is not None:
            found[noted.group(1)] = waiting.copy()
            waiting.clear()
        elif _DEFINES.match(statement) and "alembic_version" not in statement:
            waiting.append(statement.strip().rstrip(";"))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def dangers_of(statements: Statements, folder: Path) -> dict[str, set[str]]:
    """Return squawk's objections to each migration, by their rules' names."""
    folder.mkdir()
    for revision, lines in statements.items():
        (folder / f"{revision}.sql").write_text(_as_it_runs(lines))
    command = [str(SQUAWK), "--reporter", "json", "--pg-version", OLDEST_POSTGRESQL]
    command += [f"--exclude={','.join(NOT_ASKED)}", *map(str, sorted(folder.iterdir()))]
    done = subprocess.run(  # noqa: S603 - a linter of ours, on files of ours
        command, capture_output=True, text=True, check=False, timeout=60
    )
    dangers: dict[str, set[str]] = {}
    for each in json.loads(done.stdout or "[]"):
        dangers.setdefault(Path(each["file"]).stem, set()).add(each["rule_name"])
    return dangers


def _as_it_runs(statements: Sequence[str]) -> str:
    """Return the statements in one transaction, interrupted by what runs in none."""
    outside = (f"COMMIT;\n{each};\nBEGIN;\n" for each in statements)
    return "".join(
        [
            "BEGIN;\n",
            *(
                apart if _CONCURRENTLY.search(each) else f"{each};\n"
                for each, apart in zip(statements, outside, strict=True)
            ),
            "COMMIT;\n",
        ]
    )
