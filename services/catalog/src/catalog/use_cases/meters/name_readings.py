"""Find which counter of which device each entered reading is of."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy.engine import Row

from catalog.domain.reading_tables import Entry
from catalog.store.meters import MeterKey
from catalog.store.records import Records
from contracts.equipment import Counter
from contracts.meters import RowProblem


@dataclass(frozen=True, kw_only=True, slots=True)
class NamedReading:
    """An entry, its device, and its counter; without a key it has a problem."""

    entry: Entry
    device: Row[Any] | None = None
    key: MeterKey | None = None
    digits: int | None = None


def name_readings(
    entries: Sequence[Entry], organisation_id: UUID, records: Records
) -> list[NamedReading]:
    """Return the entries in their order, each with its counter or with what is wrong.

    A device is found by its id, or else by number, serial number or technical identity number, in
    this order. One that is not shown to the organisation is not there.
    """
    ids = {entry.device_id for entry in entries if entry.device_id is not None}
    is_all_by_id = all(entry.device_id is not None for entry in entries)
    rows = records.device_readings.of(organisation_id, ids if is_all_by_id else None)
    devices = _Devices(rows)
    return [_named(entry, devices) for entry in entries]


class _Devices:
    """An organisation's devices, by whatever names them."""

    def __init__(self, rows: Sequence[Row[Any]]) -> None:
        self._by_id = {row.id: row for row in rows}
        self._by_name: list[Mapping[str, list[Row[Any]]]] = []
        for field in ("number", "serial_number", "technical_id"):
            named: defaultdict[str, list[Row[Any]]] = defaultdict(list)
            for row in rows:
                if getattr(row, field) is not None:
                    named[_compared(getattr(row, field))].append(row)
            self._by_name.append(named)

    def find(self, entry: Entry) -> Sequence[Row[Any]]:
        """Return the device, none, or several that bear the name alike."""
        if entry.device_id is not None:
            found = self._by_id.get(entry.device_id)
            return [] if found is None else [found]
        name = _compared(entry.device or "")
        return next((named[name] for named in self._by_name if name in named), [])


def _named(entry: Entry, devices: _Devices) -> NamedReading:
    found = devices.find(entry)
    device = found[0] if len(found) == 1 else None
    if entry.problem is not None:
        return NamedReading(entry=entry, device=device)
    if device is None:
        return NamedReading(entry=replace(entry, problem=_unnamed(entry, found), field="device"))
    return _with_counter(entry, device)


def _unnamed(entry: Entry, found: Sequence[Row[Any]]) -> RowProblem:
    if entry.device_id is None and not (entry.device or "").strip():
        return "missing"
    return "ambiguous_device" if found else "unknown_device"


def _with_counter(entry: Entry, device: Row[Any]) -> NamedReading:
    counters = {
        counter.kind: counter for counter in msgspec.convert(device.counters, list[Counter])
    }
    # It need not be named where there is no other.
    kind = entry.counter or (next(iter(counters)) if len(counters) == 1 else None)
    if kind is None or kind not in counters:
        problem: RowProblem = "missing" if kind is None else "unknown_counter"
        return NamedReading(entry=replace(entry, problem=problem, field="counter"), device=device)
    return NamedReading(
        entry=replace(entry, counter=kind),
        device=device,
        key=(device.id, kind),
        digits=counters[kind].digits,
    )


def _compared(name: str) -> str:
    return " ".join(name.split()).casefold()
