"""docs/who-may.toml: who may call which operation of the API."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from tests.flows.asked import ROOT

PAGE = ROOT / "docs" / "who-may.toml"


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """Operations that the same people and systems may call."""

    title: str
    may: frozenset[str]
    is_public: bool
    operations: tuple[str, ...]


def entries(page: Path = PAGE) -> tuple[Entry, ...]:
    """Return what is declared, in its order."""
    return tuple(
        Entry(
            title=group["title"],
            may=frozenset(group.get("may", ())),
            is_public=group.get("public", False),
            operations=tuple(group["operations"]),
        )
        for group in tomllib.loads(page.read_text(encoding="utf-8"))["group"]
    )


def declared() -> dict[str, Entry]:
    """Return each operation's entry."""
    return {name: entry for entry in entries() for name in entry.operations}
