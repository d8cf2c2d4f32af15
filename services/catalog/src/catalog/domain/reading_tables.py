"""Lists of readings as people make them: which column is what, and what stands in each row."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Literal
from uuid import UUID

from catalog.domain.counts import LARGEST_COUNT, Unreadable, read_count, read_day
from contracts.equipment import CounterKind
from contracts.errors import InvalidInput
from contracts.meters import CheckReadings, EnteredReading, ReadingTable, RowProblem

_HEADING = 1
Part = Literal["device", "counter", "value", "read_on"]
# What people call the columns, in small letters and without anything but letters.
_NAMES: Mapping[Part, tuple[str, ...]] = MappingProxyType(
    {
        "device": (
            "gerät",
            "geraet",
            "gerätenummer",
            "geraetenummer",
            "device",
            "devicenumber",
            "equipment",
            "equipmentnumber",
            "seriennummer",
            "serialnumber",
            "technischeidentnummer",
            "technicalidentitynumber",
        ),
        "counter": ("zähler", "zaehler", "counter"),
        "value": (
            "stand",
            "zählerstand",
            "zaehlerstand",
            "neuerstand",
            "value",
            "reading",
            "newreading",
        ),
        "read_on": ("datum", "ablesedatum", "abgelesenam", "date", "readon", "readingdate"),
    }
)
_COUNTER_NAMES: Mapping[CounterKind, tuple[str, ...]] = MappingProxyType(
    {
        "black": ("schwarz", "schwarzweiß", "schwarzweiss", "sw", "black", "blackandwhite"),
        "colour": ("farbe", "colour", "color"),
        "scan": ("scan", "scans"),
        "total": ("gesamt", "total"),
    }
)
# Casefolded as the columns are: a sharp s becomes two.
_PARTS = {name.casefold(): part for part, names in _NAMES.items() for name in names}
_COUNTERS = {name.casefold(): kind for kind, names in _COUNTER_NAMES.items() for name in names}
_NO_LETTER = re.compile(r"[\W\d_]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One reading as it was entered, as far as it can be read.

    `problem` says what cannot, `field` where; `written` is the value as it was written.
    """

    row: int
    column: str | None = None
    device_id: UUID | None = None
    device: str | None = None
    counter: CounterKind | None = None
    value: int | None = None
    written: str | None = None
    read_on: date | None = None
    problem: RowProblem | None = None
    field: str | None = None


def entries_of(request: CheckReadings) -> tuple[Entry, ...]:
    """Return the readings of a request, whichever form they have, in their order.

    Raises:
        InvalidInput: both forms or neither is given, or the list's columns cannot be told.
    """
    if (request.table is None) == (not request.readings):
        raise InvalidInput("readings", "required")
    if request.table is not None:
        return tuple(_in_table(request.table))
    return tuple(_entered(row, reading) for row, reading in enumerate(request.readings, start=1))


def _entered(row: int, reading: EnteredReading) -> Entry:
    entry = Entry(
        row=row,
        device_id=reading.device_id,
        device=reading.device,
        counter=reading.counter,
        read_on=reading.read_on,
    )
    if isinstance(reading.value, str):
        return _with_value(entry, reading.value)
    if reading.value > LARGEST_COUNT:
        return replace(entry, problem="absurd", field="value")
    return replace(entry, value=reading.value)


def _in_table(table: ReadingTable) -> Iterator[Entry]:
    columns = [_NO_LETTER.sub("", column.casefold()) for column in table.columns]
    places = _places_of(columns)
    wide = {place: _COUNTERS[name] for place, name in enumerate(columns) if name in _COUNTERS}
    if "device" not in places or (("value" in places) == bool(wide)):
        raise InvalidInput("columns", "reading_columns")
    for number, cells in enumerate(table.rows, start=_HEADING + 1):
        if not any(cell.strip() for cell in cells):
            continue
        row = _Row(number=number, columns=table.columns, cells=cells, places=places)
        if wide:
            yield from row.wide(wide)
        else:
            yield row.single()


def _places_of(columns: list[str]) -> dict[Part, int]:
    places: dict[Part, int] = {}
    for place, name in enumerate(columns):
        part = _PARTS.get(name)
        # A list may name a device in several ways; the first one counts.
        if part is None or (part == "device" and part in places):
            continue
        if part in places:
            raise InvalidInput("columns", "reading_columns")
        places[part] = place
    return places


@dataclass(frozen=True, kw_only=True, slots=True)
class _Row:
    number: int
    columns: tuple[str, ...]
    cells: tuple[str, ...]
    places: dict[Part, int]

    def cell(self, part: Part) -> str:
        place = self.places.get(part, -1)
        return self.cells[place].strip() if 0 <= place < len(self.cells) else ""

    def column(self, part: Part) -> str:
        return self.columns[self.places[part]].strip()

    def single(self) -> Entry:
        entry = self._read_day()
        if entry.problem is not None:
            return entry
        entry = replace(entry, column=self.column("value"))
        named = _NO_LETTER.sub("", self.cell("counter").casefold())
        if named and named not in _COUNTERS:
            return replace(
                entry,
                problem="unknown_counter",
                field="counter",
                column=self.column("counter"),
                written=self.cell("counter"),
            )
        return _with_value(replace(entry, counter=_COUNTERS.get(named)), self.cell("value"))

    def wide(self, counters: Mapping[int, CounterKind]) -> Iterator[Entry]:
        entry, is_empty = self._read_day(), True
        for place, counter in counters.items():
            cell = self.cells[place].strip() if place < len(self.cells) else ""
            # A device need not have each of the counters that the list has columns for.
            if not cell:
                continue
            is_empty = False
            yield _with_value(
                replace(entry, counter=counter, column=self.columns[place].strip()), cell
            )
        if is_empty:
            yield replace(entry, problem="missing", field="value")

    def _read_day(self) -> Entry:
        entry = Entry(row=self.number, device=self.cell("device"))
        if not entry.device:
            return replace(entry, problem="missing", field="device", column=self.column("device"))
        day = self.cell("read_on")
        if not day:
            return entry
        try:
            return replace(entry, read_on=read_day(day))
        except Unreadable as error:
            return replace(
                entry,
                problem=error.problem,
                field="read_on",
                column=self.column("read_on"),
                written=day,
            )


def _with_value(entry: Entry, written: str) -> Entry:
    """Return the entry with its value; a problem that it has already stays."""
    if entry.problem is not None:
        return entry
    try:
        return replace(entry, value=read_count(written))
    except Unreadable as error:
        return replace(entry, problem=error.problem, field="value", written=written)
