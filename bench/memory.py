"""What each process holds, beside what it may; and what the soak test has seen over its hour."""

import json
from collections.abc import Sequence
from pathlib import Path

from bench.costs import largest_megabytes, megabytes
from bench.figures import Figure, NotMeasured, Row
from bench.intake import e_invoices, take_in
from bench.stage import Stage
from kontor_local.parts import PARTS

MOST_MEGABYTES = 150.0
# What a process may grow by in an hour (R20).
MOST_MEGABYTES_AN_HOUR = 1.0
SOAK = Path(__file__).parents[1] / "build" / "faults" / "R20.json"
_FULL_SECONDS = 3600
_WORKED = 60


def measure(stage: Stage) -> list[Row]:
    """Return the memory of each part's largest process after some work, and how it grows."""
    # Just after the start, what opens the files of strangers does not run yet.
    take_in(stage, e_invoices(), _WORKED, "MEMORY")
    groups = {part.name: stage.product.pids(part.name) for part in PARTS}
    running = {name: pids for name, pids in groups.items() if pids}
    in_all = megabytes(running)
    now: list[Row] = [
        Figure(
            name=f"memory of a process of {name} (of all it starts: {in_all[name]:.0f} MB),"
            " beside what it may hold",
            ours=largest,
            floor=MOST_MEGABYTES,
            unit="MB",
            reach=1.0,
        )
        for name, largest in largest_megabytes(running).items()
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
