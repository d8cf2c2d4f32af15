"""What each process holds, beside what it may; and what the soak test has seen over its hour."""

import json
from collections.abc import Sequence
from pathlib import Path

from bench.costs import megabytes
from bench.figures import Figure, NotMeasured, Row
from bench.stage import Stage
from kontor_local.parts import PARTS

MOST_MEGABYTES = 150.0
# What a process may grow by in an hour (R20).
MOST_MEGABYTES_AN_HOUR = 1.0
SOAK = Path(__file__).parents[1] / "build" / "faults" / "R20.json"
_FULL_SECONDS = 3600


def measure(stage: Stage) -> list[Row]:
    """Return the memory of each part's process, with what it has started, and how it grows."""
    groups = {part.name: stage.product.pids(part.name) for part in PARTS}
    held = megabytes({name: pids for name, pids in groups.items() if pids})
    now: list[Row] = [
        Figure(
            name=f"memory of {name} with the processes it starts (PSS), beside what it may hold",
            ours=most,
            floor=MOST_MEGABYTES,
            unit="MB",
            reach=1.0,
        )
        for name, most in held.items()
    ]
    return [*now, *soaked()]


def soaked(file: Path = SOAK) -> Sequence[Row]:
    """Return what the soak test has written, or that it was not run here for its whole hour."""
    what = "what a process grows by in an hour at seven tenths of what the product can do"
    if not file.exists():
        why = "`make faults-nightly` has not been run here"
        return [NotMeasured(name=what, peer="an hour's load", why=why)]
    found = json.loads(file.read_text())
    if found["seconds"] < _FULL_SECONDS:
        why = f"the soak ran for {found['seconds']} of {_FULL_SECONDS} s"
        return [NotMeasured(name=what, peer="an hour's load", why=why)]
    return [
        Figure(
            name=f"{what}: {name}",
            ours=grown,
            floor=MOST_MEGABYTES_AN_HOUR,
            unit="MB",
            reach=1.0,
        )
        for name, grown in found["megabytes_an_hour"].items()
    ]
