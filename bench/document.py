"""Writes `docs/benchmarks.md` from what the benchmarks found."""

import statistics
from collections.abc import Sequence
from pathlib import Path

from bench.results import Result, ResultRow, ResultStep, results

DOCUMENT = Path(__file__).parents[1] / "docs" / "benchmarks.md"

_OPENING = """\
# Measured beside what people would use instead

`make peers && make bench` measures everything here and writes this page; `make bench s=list`
measures one table and writes the page anew, the others as they were: what was found is kept in
`docs/measured`. It is never edited by hand: `bench/remarks/NAME.md` is what people have to say
about a table.

Ours and the peer's are measured in turns in the same run, on the same machine, the same servers and
the same data, after a warm-up. A ratio is the median of the runs' ratios, with the lowest and the
highest in brackets; where nothing is in brackets there was one run of many rounds in turns.
Durability is the production one throughout: `synchronous_commit` on, confirms on, quorum queues.
Absolute figures hold for this one machine, which also runs the broker, the database and whoever
asks; ratios travel further.
"""
_REMARKS = Path(__file__).parent / "remarks"


def write_document(file: Path = DOCUMENT) -> None:
    """Write the page from all results that are kept."""
    file.write_text(document(results()))


def document(found: Sequence[Result]) -> str:
    """Return the page."""
    remarks = _remarks_on(found)
    chapters = [_chapter(result, remarks.get(result.benchmark)) for result in found]
    return "\n".join([_OPENING, *_times(found), *_summary(found), *chapters])


def _remarks_on(found: Sequence[Result]) -> dict[str, str]:
    """Return what is to be said about tables: of those called FAMILY-NAME once, at the first."""
    said: dict[Path, str] = {}
    for result in found:
        own = _REMARKS / f"{result.benchmark}.md"
        common = _REMARKS / f"{result.benchmark.partition('-')[0]}.md"
        for file in (own, common):
            if file.exists():
                said.setdefault(file, result.benchmark)
                break
    return {benchmark: file.read_text() for file, benchmark in said.items()}


def _times(found: Sequence[Result]) -> list[str]:
    """Return how long all of this takes, which is to be half an hour at most."""
    if not found:
        return []
    minutes = sum(result.seconds for result in found) / 60
    longest = max(found, key=lambda result: result.seconds)
    said = (
        f"All {len(found)} tables together took {minutes:.0f} minutes, of which "
        f"{longest.benchmark} took {longest.seconds / 60:.0f}."
    )
    return [f"{said}\n"]


def _summary(found: Sequence[Result]) -> list[str]:
    missed = [
        f"- {result.benchmark}: {_what(row)}: {row.ratio:.2f}, to reach {_reach(row)}"
        for result in found
        for row in result.rows
        if not row.is_reached and row.ratio is not None
    ]
    absent = [
        f"- {result.benchmark}: {_what(row)}: not measured, {row.why}"
        for result in found
        for row in result.rows
        if row.why
    ]
    if not missed and not absent:
        return []
    return ["## Not reached\n", *missed, *absent, ""]


def _chapter(result: Result, remarks: str | None) -> str:
    versions = ", ".join(f"{name} {number}" for name, number in result.versions.items())
    lines = [
        f"## make bench s={result.benchmark}\n",
        f"Measured on {result.measured_at:%d %B %Y} in {result.seconds:.0f} s.\n",
        f"Machine: {result.machine}; its load was {result.load:g} before the benchmark began.\n",
        f"Versions: {versions}.\n",
        *([] if remarks is None else [remarks]),
        *_beside_others([row for row in result.rows if not row.steps]),
        *_growing([row for row in result.rows if row.steps]),
        "",
        *(f"- {row.name}: {row.note}" for row in result.rows if row.note),
    ]
    return "\n".join(lines) + "\n"


def _beside_others(rows: Sequence[ResultRow]) -> list[str]:
    if not rows:
        return []
    return [
        "| what | beside | ours | theirs | unit | ratio | to reach | |",
        "|---|---|---|---|---|---|---|---|",
        *(_line(row) for row in rows),
    ]


def _growing(rows: Sequence[ResultRow]) -> list[str]:
    """Return a table with a column for each size; all rows have the same sizes."""
    if not rows:
        return []
    sizes = [f"at {step.rows:,}" for step in rows[0].steps]
    return [
        f"| what | {' | '.join(sizes)} | ratio | to reach | |",
        f"|---|{'---|' * len(sizes)}---|---|---|",
        *(
            f"| {row.name} | {' | '.join(_step(each) for each in row.steps)} | {row.ratio:.2f} | "
            f"{_reach(row)} | {'' if row.is_reached else 'missed'} |"
            for row in rows
        ),
    ]


def _step(step: ResultStep) -> str:
    return f"{step.milliseconds:.3g} ms, {step.rows_read:,} rows, {step.pages_read:,} pages"


def _line(row: ResultRow) -> str:
    if row.ratio is None:
        return f"| {row.name} | {row.peer} | | | | | | not measured: {row.why} |"
    between = (
        f" ({row.lowest_ratio:.2f} to {row.highest_ratio:.2f})"
        if row.lowest_ratio is not None and row.highest_ratio is not None
        else ""
    )
    return (
        f"| {row.name} | {row.peer or 'its floor'} | {_figures(row.ours)} | "
        f"{_figures(row.theirs)} | {row.unit} | {row.ratio:.2f}{between} | {_reach(row)} | "
        f"{'' if row.is_reached else 'missed'} |"
    )


def _what(row: ResultRow) -> str:
    return f"{row.name}, beside {row.peer}" if row.peer else row.name


def _reach(row: ResultRow) -> str:
    if row.reach is None:
        return ""
    return f"{'≥' if row.more_is_better else '≤'} {row.reach:g}"


def _figures(values: list[float]) -> str:
    middle = f"{statistics.median(values):.4g}"
    return middle if len(values) == 1 else f"{middle} ({min(values):.4g} to {max(values):.4g})"
