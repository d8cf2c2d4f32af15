"""What catalog is asked about meter readings: checked, recorded, listed, due."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from contracts.equipment import CounterChange, CounterKind

MOST_READINGS = 2000
"""Readings in one call or one file."""
ReadingSource = Literal["portal", "upload", "api", "staff"]
ReadingStatus = Literal["recorded", "withdrawn"]
Verdict = Literal["ready", "recorded", "refused", "left_out"]
"""`ready`: would be recorded; `left_out`: good, but all or nothing was asked for."""
RowProblem = Literal[
    "missing",
    "unknown_device",
    "ambiguous_device",
    "unknown_counter",
    "not_a_count",
    "not_whole",
    "negative",
    "more_digits",
    "absurd",
    "not_a_date",
    "in_the_future",
    "too_long_ago",
    "before_last_reading",
    "below_last",
]
_Cell = Annotated[str, msgspec.Meta(max_length=500)]
_Key = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class EnteredReading(msgspec.Struct, frozen=True, kw_only=True):
    """One reading as somebody entered it: a number, or a text with separators of either language.

    The device is named by its id, or by `device`: its number, serial number or technical identity
    number. The counter may be left out where a device has one. Without a day it was read today.
    """

    value: int | _Cell
    device_id: UUID | None = None
    device: _Cell | None = None
    counter: CounterKind | None = None
    read_on: date | None = None


class ReadingTable(msgspec.Struct, frozen=True, kw_only=True):
    """A list as it was sent in: what its columns are called, and its rows, as texts.

    Either a row holds one reading, or it has a column for each counter.
    """

    columns: Annotated[tuple[_Cell, ...], msgspec.Meta(max_length=50)]
    rows: Annotated[tuple[tuple[_Cell, ...], ...], msgspec.Meta(max_length=MOST_READINGS)]


class CheckReadings(msgspec.Struct, frozen=True, kw_only=True):
    """Readings, in one form or the other; the vendor's people name the customer."""

    readings: Annotated[tuple[EnteredReading, ...], msgspec.Meta(max_length=MOST_READINGS)] = ()
    table: ReadingTable | None = None
    customer_id: UUID | None = None


class ReportReadings(CheckReadings, frozen=True, kw_only=True):
    """Readings to be recorded, or to be kept until somebody has looked at the verdicts.

    `all_or_nothing` records none where one is refused; otherwise bad rows spoil no good ones.
    Repeating `idempotency_key` answers with what came of the first time.
    """

    idempotency_key: _Key
    source: Literal["portal", "upload", "api"] = "api"
    file_name: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    all_or_nothing: bool = False
    only_check: bool = False


class RowVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of one reading.

    `row` counts readings from 1, in a file its lines; `column` is what the file calls it. `problem`
    says why it is refused, `last_value` what is known. `hint` says that it deviates from what is
    usual, which lies between `expected_from` and `expected_through`; it hinders nothing (KM-22).
    """

    row: int
    verdict: Verdict
    column: str | None = None
    written: str | None = None
    """The value as it was written, where it cannot be read."""
    device_id: UUID | None = None
    device_name: str | None = None
    counter: CounterKind | None = None
    value: int | None = None
    read_on: date | None = None
    problem: RowProblem | None = None
    field: str | None = None
    last_value: int | None = None
    last_on: date | None = None
    hint: Literal["deviation"] | None = None
    expected_from: int | None = None
    expected_through: int | None = None
    reading_id: UUID | None = None
    deviation_acknowledged: bool = False
    """Whether it was recorded although the hint was shown (KM-23)."""


class ReadingVerdicts(msgspec.Struct, frozen=True, kw_only=True):
    """A verdict for each reading, in their order; nothing is recorded."""

    rows: tuple[RowVerdict, ...]


class MeterReport(msgspec.Struct, frozen=True, kw_only=True):
    """Readings that were sent in together, and what became of each."""

    id: UUID
    is_recorded: bool
    """False while they wait for somebody to look at the verdicts."""
    source: ReadingSource
    file_name: str | None
    all_or_nothing: bool
    created_at: datetime
    recorded_at: datetime | None
    recorded: int
    deviating: int
    refused: int
    rows: tuple[RowVerdict, ...]


class MeterReading(msgspec.Struct, frozen=True, kw_only=True):
    """One recorded reading; `volume` is what was counted since the one before."""

    id: UUID
    device_id: UUID
    counter: CounterKind
    sequence: int
    value: int
    read_on: date
    volume: int | None
    source: ReadingSource
    status: ReadingStatus
    deviation_acknowledged: bool
    recorded_by: UUID
    recorded_at: datetime


class CounterState(msgspec.Struct, frozen=True, kw_only=True):
    """A counter as it stands: no reading may be below `last_value`."""

    kind: CounterKind
    digits: int | None
    last_value: int | None
    last_on: date | None


class CounterChanged(msgspec.Struct, frozen=True, kw_only=True):
    """A swap or rollover: the counter went on at `new_value`."""

    counter: CounterKind
    change: CounterChange
    changed_on: date
    last_value: int | None
    new_value: int
    recorded_at: datetime


class MeterHistory(msgspec.Struct, frozen=True, kw_only=True):
    """A device's counters with their readings, the newest first; `next_cursor` continues."""

    counters: tuple[CounterState, ...]
    readings: tuple[MeterReading, ...]
    changes: tuple[CounterChanged, ...]
    next_cursor: str | None


class ReadingsQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which page of a device's readings."""

    device_id: UUID
    counter: CounterKind | None = None
    cursor: Annotated[str, msgspec.Meta(max_length=1500)] | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=200)] = 50


class DueCounter(msgspec.Struct, frozen=True, kw_only=True):
    """A counter without a reading in this cycle; `estimate` is what is to be expected."""

    kind: CounterKind
    last_value: int | None
    last_on: date | None
    estimate: int | None


class DueDevice(msgspec.Struct, frozen=True, kw_only=True):
    """A device under contract with counters to be read for the billing on `due_on`."""

    device_id: UUID
    number: str
    model: str
    serial_number: str | None
    technical_id: str | None
    site: str | None
    due_on: date
    is_overdue: bool
    counters: tuple[DueCounter, ...]


class DueReadings(msgspec.Struct, frozen=True, kw_only=True):
    """Which counters are to be read, the longest overdue first, up to 2,000 devices."""

    today: date
    items: tuple[DueDevice, ...]


class ChangeCounter(msgspec.Struct, frozen=True, kw_only=True):
    """A counter was swapped, or began anew after its last digit; for the vendor's people.

    `last_value` is what the old counter showed in the end, as far as that is known.
    """

    idempotency_key: _Key
    device_id: UUID
    counter: CounterKind
    change: CounterChange
    changed_on: date
    last_value: Annotated[int, msgspec.Meta(ge=0, le=10**12)] | None = None
    new_value: Annotated[int, msgspec.Meta(ge=0, le=10**12)] = 0


METER_READINGS_DUE = "meter_readings_due"


class MeterReadingsDue(msgspec.Struct, frozen=True, kw_only=True):
    """Counters are to be read for a billing, and nobody has; said once for each cycle (F10).

    `reporters` have read meters there lately; identity tells those of them who still may, or else
    the administrators.
    """

    organisation_id: UUID
    due_on: date
    devices: int
    first_devices: tuple[str, ...]
    """What up to ten of them are called."""
    reporters: tuple[UUID, ...]
