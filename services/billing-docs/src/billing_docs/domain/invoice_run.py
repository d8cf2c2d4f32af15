"""An invoice run: what its announcement says, and whether all of it has come."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec

from billing_docs.domain.faults import DocumentRefused, RefusalCode
from contracts.inbound import InvoiceRunAnnounced, NumberRange
from contracts.invoice_runs import RunState

# Who has closed a run that became complete by itself.
BY_ITSELF = "system:billing_docs"
_LARGEST_RANGE = 100_000
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_NUMBER = re.compile(r"(?P<stem>.*?)(?P<digits>[0-9]{1,18})", re.DOTALL)


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """One run as it is remembered; `announced` is None until somebody announces it."""

    id: UUID
    source: str
    run_id: str
    first_seen_at: datetime
    event_id: str | None
    announced: InvoiceRunAnnounced | None
    announced_at: datetime | None
    closed_at: datetime | None
    closed_by: str | None
    closed_reason: str | None

    @property
    def state(self) -> RunState:
        """Return where the run stands."""
        if self.closed_at is not None:
            return "complete" if self.closed_by == BY_ITSELF else "closed"
        return "unannounced" if self.announced is None else "open"


@dataclass(frozen=True, kw_only=True, slots=True)
class Received:
    """What is archived of a run: its numbers, and the sum of each currency in minor units."""

    numbers: tuple[str, ...]
    sums: Mapping[str, int]
    without_total_count: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """How what was announced and what came differ."""

    missing_count: int
    missing_numbers: tuple[str, ...]
    unexpected_numbers: tuple[str, ...]
    differing_currencies: frozenset[str]

    @property
    def is_equal(self) -> bool:
        """Return whether exactly what was announced has come."""
        return not (self.missing_count or self.unexpected_numbers or self.differing_currencies)


def check_announcement(announced: InvoiceRunAnnounced) -> None:
    """Return if the announcement can be true.

    Raises:
        DocumentRefused: names the field, and what it contradicts.
    """
    if _UNPRINTABLE.search(announced.run_id) or not announced.run_id.strip():
        raise _invalid("data.run_id", "is blank, or holds control characters.")
    currencies = [total.currency for total in announced.totals]
    if len(set(currencies)) != len(currencies):
        raise _invalid("data.totals", "give one sum for each currency.")
    if any(_UNPRINTABLE.search(number) for number in announced.numbers):
        raise _invalid("data.numbers", "control characters are not allowed.")
    counts = [_count_of(each) for each in announced.number_ranges]
    if not (announced.numbers or counts):
        return
    named = len(announced.numbers) + sum(counts)
    if named != announced.document_count or len(expected_numbers(announced)) != named:
        raise _invalid(
            "data.numbers",
            f"numbers and number_ranges must name each of the {announced.document_count}"
            " documents exactly once.",
        )


def expected_numbers(announced: InvoiceRunAnnounced) -> frozenset[str]:
    """Return the numbers that an announcement names, none where it only counts."""
    ranged = (number for each in announced.number_ranges for number in _numbers_in(each))
    return frozenset((*announced.numbers, *ranged))


def announcement_digest(announced: InvoiceRunAnnounced) -> str:
    """Return what two announcements that say the same have in common, in whatever order."""
    said = {
        "count": announced.document_count,
        "totals": sorted((each.currency, each.minor_units) for each in announced.totals),
        "numbers": sorted(expected_numbers(announced)),
    }
    return hashlib.sha256(msgspec.json.encode(said)).hexdigest()


def compare(announced: InvoiceRunAnnounced | None, received: Received) -> Comparison:
    """Return how what came differs from what was announced; a run without announcement lacks all.

    Where no sums were announced, none are compared.
    """
    if announced is None:
        return Comparison(
            missing_count=0,
            missing_numbers=(),
            unexpected_numbers=(),
            differing_currencies=frozenset(),
        )
    expected, came = expected_numbers(announced), set(received.numbers)
    missing = sorted(expected - came)
    sums = {each.currency: each.minor_units for each in announced.totals}
    compared = sums.keys() | received.sums.keys() if sums else frozenset[str]()
    surplus = max(0, len(received.numbers) - announced.document_count)
    return Comparison(
        missing_count=len(missing) if expected else _lacking(announced, received),
        missing_numbers=tuple(missing),
        unexpected_numbers=tuple(sorted(came - expected)) if expected else ("",) * surplus,
        differing_currencies=frozenset(
            currency
            for currency in compared
            if sums.get(currency) != received.sums.get(currency, 0)
        ),
    )


def run_conflict() -> DocumentRefused:
    """Return the refusal of an announcement that contradicts the one that is known."""
    return DocumentRefused(
        RefusalCode.RUN_CONFLICT,
        "data.run_id: this run was announced before in other words; the first announcement stays.",
    )


def _lacking(announced: InvoiceRunAnnounced, received: Received) -> int:
    return max(0, announced.document_count - len(received.numbers))


def _count_of(each: NumberRange) -> int:
    first, last = _NUMBER.fullmatch(each.first), _NUMBER.fullmatch(each.last)
    if first is None or last is None or first["stem"] != last["stem"]:
        raise _invalid("data.number_ranges", "first and last differ in their last digits alone.")
    if len(first["digits"]) > len(last["digits"]) or _UNPRINTABLE.search(first["stem"]):
        raise _invalid("data.number_ranges", "the last number is shorter than the first.")
    count = int(last["digits"]) - int(first["digits"]) + 1
    if not 0 < count <= _LARGEST_RANGE:
        raise _invalid("data.number_ranges", "a range holds 1 to 100000 numbers.")
    return count


def _numbers_in(each: NumberRange) -> Iterator[str]:
    first, last = _NUMBER.fullmatch(each.first), _NUMBER.fullmatch(each.last)
    if first is None or last is None:
        return
    for value in range(int(first["digits"]), int(last["digits"]) + 1):
        yield first["stem"] + str(value).zfill(len(first["digits"]))


def _invalid(field: str, reason: str) -> DocumentRefused:
    return DocumentRefused(RefusalCode.INVALID_DATA, f"{field}: {reason}")
