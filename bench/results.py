"""What a benchmark found, kept as a file from which `docs/benchmarks.md` is written."""

import os
import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import msgspec

from bench.figures import Comparison, Figure, Growth, NotMeasured, Row

RESULTS = Path(__file__).parents[1] / "docs" / "measured"
_OURS = ("nameko", "kombu", "amqp", "pamqp", "starlette", "uvicorn", "SQLAlchemy", "msgspec")


class ResultStep(msgspec.Struct, frozen=True, kw_only=True):
    """What a question cost at one size."""

    rows: int
    milliseconds: float
    rows_read: int
    pages_read: int


class ResultRow(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One row of any kind; `why` says of a peer that was not measured why not."""

    name: str
    peer: str
    unit: str = ""
    ours: list[float] = []
    theirs: list[float] = []
    ratio: float | None = None
    lowest_ratio: float | None = None
    highest_ratio: float | None = None
    reach: float | None = None
    more_is_better: bool = False
    is_reached: bool = True
    note: str = ""
    why: str = ""
    steps: list[ResultStep] = []
    """What grows has these instead of figures of ours and theirs, the smallest first."""


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """All that one benchmark found, and where."""

    benchmark: str
    measured_at: datetime
    seconds: float
    machine: str
    load: float
    """How many processes wanted a processor in the minute before, by the system's own count."""
    versions: dict[str, str]
    rows: list[ResultRow]


def keep_result(
    benchmark: str,
    rows: Sequence[Row],
    *,
    seconds: float,
    load: float,
    versions: Mapping[str, str],
    folder: Path = RESULTS,
) -> Path:
    """Write what a benchmark found over what it found before; return the file."""
    result = Result(
        benchmark=benchmark,
        measured_at=datetime.now(UTC),
        seconds=round(seconds, 1),
        machine=machine(),
        load=round(load, 1),
        versions={name: version(name) for name in _OURS} | dict(versions),
        rows=[result_row(row) for row in rows],
    )
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{benchmark}.json"
    file.write_bytes(msgspec.json.format(msgspec.json.encode(result), indent=1))
    return file


def results(folder: Path = RESULTS) -> list[Result]:
    """Return what is there, by name."""
    files = sorted(folder.glob("*.json"))
    return [msgspec.json.decode(file.read_bytes(), type=Result) for file in files]


def result_row(row: Row) -> ResultRow:
    """Return a row as it is kept."""
    match row:
        case NotMeasured():
            return ResultRow(name=row.name, peer=row.peer, why=row.why)
        case Figure():
            return ResultRow(
                name=row.name,
                peer="",
                unit=row.unit,
                ours=[row.ours],
                theirs=[row.floor],
                ratio=row.ratio,
                reach=row.reach,
                is_reached=row.is_reached,
            )
        case Growth():
            return ResultRow(
                name=row.name,
                peer="",
                unit="ms",
                steps=[
                    msgspec.convert(each, ResultStep, from_attributes=True) for each in row.steps
                ],
                ratio=row.ratio,
                reach=row.reach,
                is_reached=row.is_reached,
                note=row.how,
            )
        case Comparison():
            return ResultRow(
                name=row.name,
                peer=row.peer,
                unit=row.unit,
                ours=list(row.ours),
                theirs=list(row.theirs),
                ratio=row.ratio,
                lowest_ratio=min(row.ratios),
                highest_ratio=max(row.ratios),
                reach=row.reach,
                more_is_better=row.more_is_better,
                is_reached=row.is_reached,
                note=row.note,
            )


def machine() -> str:
    """Return what the figures were measured on: how much of it, and no names."""
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return (
        f"{os.cpu_count()} cores, {gigabytes:.0f} GB, {platform.system()}, "
        f"Python {platform.python_version()}"
    )
