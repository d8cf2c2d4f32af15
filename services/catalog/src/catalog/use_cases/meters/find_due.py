"""Find the counters of an organisation that are to be read."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy.engine import Row

from catalog.domain.meters import estimate_of
from catalog.domain.reading_cycles import opens_on, present_cycle
from catalog.store.meters import MeterKey, StoredMeter
from catalog.store.records import Records
from chassis.clock import BERLIN
from contracts.equipment import Counter
from contracts.meters import DueCounter, DueDevice


def find_due(
    organisation_id: UUID, records: Records, *, billing: date | None = None
) -> tuple[DueDevice, ...]:
    """Return devices under contract with counters that nobody has read for their present billing.

    The longest overdue come first (F10). `billing` names one of a day that is still to come.
    """
    devices = records.device_readings.under_contract(organisation_id)
    keys = {
        (device.id, counter.kind): counter.digits
        for device in devices
        for counter in _counters(device)
    }
    meters = records.meters.find(organisation_id, keys)
    found = (_due(device, meters, records.today, billing) for device in devices)
    return tuple(sorted((due for due in found if due is not None), key=lambda due: due.due_on))


def _due(
    device: Row[Any],
    meters: Mapping[MeterKey, StoredMeter],
    today: date,
    billing: date | None,
) -> DueDevice | None:
    due_on = billing or present_cycle(device.cycle_starts_on, device.cycle_months, today)
    if due_on is None or due_on < _shown_since(device):
        return None
    missing = tuple(
        _counter(counter, meters[device.id, counter.kind], max(today, due_on))
        for counter in _counters(device)
        if not _is_read(meters[device.id, counter.kind], due_on)
    )
    if not missing:
        return None
    return DueDevice(
        device_id=device.id,
        number=device.number,
        model=device.model,
        serial_number=device.serial_number,
        technical_id=device.technical_id,
        site=device.site,
        due_on=due_on,
        is_overdue=due_on < today,
        counters=missing,
    )


def _shown_since(device: Row[Any]) -> date:
    """Return the day before which nobody could have read the device for us."""
    received: date = device.first_received_at.astimezone(BERLIN).date()
    starts_on: date = device.contract_starts_on
    return max(received, starts_on)


def _is_read(stored: StoredMeter, due_on: date) -> bool:
    last = stored.meter.last_reading_on
    return last is not None and last >= opens_on(due_on)


def _counter(counter: Counter, stored: StoredMeter, day: date) -> DueCounter:
    return DueCounter(
        kind=counter.kind,
        last_value=stored.meter.last_value,
        last_on=stored.meter.last_on,
        estimate=estimate_of(stored.meter, day),
    )


def _counters(device: Row[Any]) -> tuple[Counter, ...]:
    return msgspec.convert(device.counters, tuple[Counter, ...])
