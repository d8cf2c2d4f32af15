"""How large a run of fault tests is, what chance it follows, and its figures: build/faults/*.json.

`KONTOR_FAULTS_SHARE=0.05` runs a twentieth of everything; `KONTOR_FAULTS_SEED` repeats a run.
"""

from __future__ import annotations

import json
import os
import random
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

FIGURES = Path(__file__).parents[2] / "build" / "faults"
SHARE = float(os.environ.get("KONTOR_FAULTS_SHARE", "1"))


def at_least(full: int, least: int) -> int:
    """Return how many of a full run's this run has, at least `least`."""
    return max(round(full * SHARE), least)


def end_unless_in_full(*, is_full: bool = SHARE >= 1) -> None:
    """Let a test whose run was a small part of a full one count as skipped: it proves nothing."""
    if not is_full:
        pytest.skip("passed, but as a part of a full run; its figures are in build/faults")


@dataclass(frozen=True, kw_only=True)
class Chance:
    """What is left to chance in one test, and the seed that repeats it."""

    seed: int
    dice: random.Random


def a_chance() -> Chance:
    """Return the chance of one test; its seed is printed, for the run that fails."""
    seed = int(os.environ.get("KONTOR_FAULTS_SEED") or secrets.randbelow(1_000_000))
    print(f"seed {seed}")  # noqa: T201 - what repeats a run that failed
    return Chance(seed=seed, dice=random.Random(seed))  # noqa: S311 (not a secret)


def write_figures(
    name: str, *, seed: int, figures: Mapping[str, object], target: str = "faults"
) -> None:
    """Write and print one line that says what a test has shown, with what repeats it."""
    line = {
        "id": name,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "seed": seed,
        "command": f"KONTOR_FAULTS_SEED={seed} KONTOR_FAULTS_SHARE={SHARE:g} make {target}",
        # Figures of time are worth what the machine had to spare.
        "load_average": round(os.getloadavg()[0], 1),
        **figures,
    }
    FIGURES.mkdir(parents=True, exist_ok=True)
    text = json.dumps(line, ensure_ascii=False)
    (FIGURES / f"{name.replace(' ', '-')}.json").write_text(f"{text}\n")
    print(text)  # noqa: T201 - the figures are what it is run for
