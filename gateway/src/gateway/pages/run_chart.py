"""What has come of an invoice run, as bars: drawn on the page itself, without a script."""

from collections.abc import Iterable
from dataclasses import dataclass

from contracts.invoice_runs import InvoiceRun, InvoiceRunReport


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One part of a bar: its word, its number, and where it lies, in hundredths of the bar."""

    word: str
    count: int
    start: str
    width: str


def arrival_bar(report: InvoiceRunReport) -> tuple[Part, ...]:
    """Return what has come, what is parked and what is missing.

    What is parked has not come, so it is among the missing ones where these were announced.
    """
    parked = report.parked_count + report.conflict_count
    missing = max(0, report.missing_count - parked)
    return _parts(
        (("received", report.run.received_count), ("parked", parked), ("missing", missing))
    )


def delivery_bar(report: InvoiceRunReport) -> tuple[Part, ...]:
    """Return how what has come was told: by mail, by post, in vain, or not at all."""
    told = max(0, report.notified_count - report.bounced_count)
    untold = report.run.received_count - told - report.postal_count - report.bounced_count
    return _parts(
        (
            ("notified", told),
            ("postal", report.postal_count),
            ("bounced", report.bounced_count),
            ("untold", max(0, untold)),
        )
    )


def progress_bar(run: InvoiceRun) -> tuple[Part, ...]:
    """Return what has come of one run in a list."""
    missing = max(0, (run.announced_count or 0) - run.received_count)
    return _parts((("received", run.received_count), ("missing", missing)))


def _parts(counts: Iterable[tuple[str, int]]) -> tuple[Part, ...]:
    """Return a part for each number; no bar where there is nothing."""
    known = tuple(counts)
    whole = sum(count for _, count in known)
    if whole == 0:
        return ()
    parts, start = [], 0.0
    for word, count in known:
        width = 100 * count / whole
        parts.append(Part(word=word, count=count, start=f"{start:.2f}", width=f"{width:.2f}"))
        start += width
    return tuple(parts)
