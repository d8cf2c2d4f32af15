"""Let a counter go on at another value."""

from dataclasses import replace
from typing import Any

import msgspec
from sqlalchemy.engine import Row

from catalog.domain.meters import after_change, problem_of_change
from catalog.store.meters import NewChange
from catalog.store.records import Records
from contracts.equipment import Counter, EquipmentCounterChanged
from contracts.errors import InvalidInput
from contracts.meters import ChangeCounter


def apply_change(
    device: Row[Any],
    change: ChangeCounter | EquipmentCounterChanged,
    origin: str,
    actor: str,
    records: Records,
) -> bool:
    """Write a swap or rollover by its origin; False where that was written before (F9).

    Raises:
        InvalidInput: the device has no such counter, or the change contradicts what was read.
    """
    counters = {each.kind: each for each in msgspec.convert(device.counters, list[Counter])}
    if change.counter not in counters:
        raise InvalidInput("counter", "unknown_counter")
    digits = counters[change.counter].digits
    if digits is not None and change.new_value >= 10**digits:
        raise InvalidInput("new_value", "more_digits")
    key = (device.id, change.counter)
    stored = records.meters.lock(device.organisation_id, {key: digits})[key]
    if stored.id is not None and records.meters.knows_change(stored.id, origin):
        return False
    wrong = problem_of_change(
        stored.meter, change.change, change.changed_on, change.last_value, records.today
    )
    if wrong is not None:
        raise InvalidInput(*wrong)
    meter = after_change(
        stored.meter, change.change, change.changed_on, change.last_value, change.new_value
    )
    written = NewChange(
        key=key,
        origin=origin,
        change=change.change,
        changed_on=change.changed_on,
        last_value=change.last_value,
        new_value=change.new_value,
    )
    after = replace(stored, sequence=stored.sequence + 1, meter=meter)
    records.meters.add_change(written, after, device.organisation_id)
    records.audit.record(
        organisation_id=device.organisation_id,
        actor=actor,
        action=f"meter.{change.change}",
        subject=f"device:{device.id}",
        details={
            "counter": change.counter,
            "before": "" if stored.meter.last_value is None else str(stored.meter.last_value),
            "after": str(change.new_value),
        },
    )
    return True
