"""How long each process takes to be ready, and the whole product, on servers that run already.

Beside it what it costs to import what every service stands on, and nothing of ours.
"""

import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from bench.costs import cpu_seconds
from bench.figures import Comparison
from bench.stage import Stage
from kontor_local.parts import PARTS

RUNS = 3
WHAT_ALL_IMPORT = "import nameko.containers, sqlalchemy, psycopg2, msgspec, prometheus_client"
PEER = "importing Nameko, SQLAlchemy and psycopg2 alone"
_READY_SECONDS = 300.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Start:
    """How long a start took, and the CPU of all the processes that it began."""

    seconds: float
    cpu_seconds: float


def measure(stage: Stage) -> list[Comparison]:
    """Return seconds and CPU seconds until each part is ready, and until all of them are."""
    names = [part.name for part in PARTS]
    starts: dict[str, list[Start]] = {name: [] for name in [*names, "the whole product"]}
    bare = [_bare() for _ in range(RUNS)]
    for _ in range(RUNS):
        for name in names:
            starts[name].append(_started(stage, [name]))
        starts["the whole product"].append(_started(stage, names))
    return [row for name, each in starts.items() for row in _rows(name, each, bare)]


def _rows(name: str, ours: Sequence[Start], bare: Sequence[Start]) -> list[Comparison]:
    return [
        Comparison(
            name=f"{name}: {what}",
            peer=PEER,
            unit="s",
            ours=[of(each) for each in ours],
            theirs=[of(each) for each in bare],
            reach=None,
            more_is_better=False,
        )
        for what, of in (
            ("until it is ready", _seconds_of),
            ("CPU until it is ready", _cpu_of),
        )
    ]


def _seconds_of(start: Start) -> float:
    return start.seconds


def _cpu_of(start: Start) -> float:
    return start.cpu_seconds


def _started(stage: Stage, names: Sequence[str]) -> Start:
    """Start parts that are stopped first, and wait until all is ready."""
    for name in names:
        stage.product.stop_part(name)
    began = time.perf_counter()
    for name in names:
        stage.product.start_part(name)
    stage.product.wait_ready(_READY_SECONDS)
    seconds = time.perf_counter() - began
    # They are new: all that they have used was for this.
    used = cpu_seconds({name: stage.product.pids(name) for name in names})
    return Start(seconds=seconds, cpu_seconds=sum(used.values()))


def _bare() -> Start:
    """Start a Python that imports what all services stand on, and ends."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [sys.executable, "-W", "ignore", "-c", WHAT_ALL_IMPORT]
    subprocess.run(command, check=True)  # noqa: S603 - our own interpreter
    seconds, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Start(seconds=seconds, cpu_seconds=used)
