"""List what a device's counters showed."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy.engine import Row

from catalog.domain.devices import sight_of_devices
from catalog.domain.list_pages import Place, cursor_after, digest_of, read_cursor
from catalog.store.meters import StoredMeter
from catalog.store.records import RecordRoom, Records
from catalog.use_cases.devices.open_devices import open_devices
from contracts.equipment import Counter
from contracts.errors import InvalidInput, NotFound
from contracts.meters import (
    CounterChanged,
    CounterState,
    MeterHistory,
    MeterReading,
    ReadingsQuery,
)
from contracts.principal import Principal


def list_readings(caller: Principal, query: ReadingsQuery, room: RecordRoom) -> MeterHistory:
    """Return the device's counters and a page of their readings, the newest first.

    Raises:
        NoMembership, AreaNotVisible: no devices are shown to the caller.
        NotFound: there is no such device, or he does not see it; the two look the same.
        InvalidInput: the cursor is of another list.
    """
    sight = sight_of_devices(caller)
    digest = digest_of(query.device_id, query.counter)
    after = _after(read_cursor(query.cursor, digest))
    with open_devices(sight, room) as records:
        device = records.devices.find(sight.organisation_id, query.device_id)
        if device is None:
            raise NotFound("device")
        counters = _states(device, records)
        # One more than the page holds tells whether there is another.
        rows = records.meters.readings(
            device.id, counter=query.counter, after=after, limit=query.limit + 1
        )
        changes = records.meters.changes(device.id)
    on_page = rows[: query.limit]
    last = on_page[-1] if len(rows) > query.limit else None
    place = last and Place(
        section=0, value=f"{last.recorded_at.isoformat()} {last.sequence}", id=last.id
    )
    return MeterHistory(
        counters=counters,
        readings=tuple(_reading(row) for row in on_page),
        changes=tuple(_change(row) for row in changes),
        next_cursor=cursor_after(place, digest) if place is not None else None,
    )


def _states(device: Row[Any], records: Records) -> tuple[CounterState, ...]:
    counters = msgspec.convert(device.counters, tuple[Counter, ...])
    keys = {(device.id, counter.kind): counter.digits for counter in counters}
    found = records.meters.find(device.organisation_id, keys)
    return tuple(_state(counter, found[device.id, counter.kind]) for counter in counters)


def _state(counter: Counter, stored: StoredMeter) -> CounterState:
    return CounterState(
        kind=counter.kind,
        digits=counter.digits,
        last_value=stored.meter.last_value,
        last_on=stored.meter.last_on,
    )


def _after(place: Place | None) -> tuple[datetime, int, UUID] | None:
    if place is None:
        return None
    try:
        recorded_at, _, sequence = place.value.partition(" ")
        return datetime.fromisoformat(recorded_at), int(sequence), place.id
    except ValueError:
        raise InvalidInput("query.cursor", "unreadable") from None


def _reading(row: Row[Any]) -> MeterReading:
    return MeterReading(
        id=row.id,
        device_id=row.device_id,
        counter=row.counter,
        sequence=row.sequence,
        value=row.value,
        read_on=row.read_on,
        volume=row.volume,
        source=row.source,
        status=row.status,
        deviation_acknowledged=row.deviation_acknowledged,
        recorded_by=row.recorded_by,
        recorded_at=row.recorded_at,
    )


def _change(row: Row[Any]) -> CounterChanged:
    return CounterChanged(
        counter=row.counter,
        change=row.change,
        changed_on=row.changed_on,
        last_value=row.last_value,
        new_value=row.new_value,
        recorded_at=row.recorded_at,
    )
