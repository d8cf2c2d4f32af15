"""Have people reminded of counters that are to be read, once for each billing."""

from collections import defaultdict
from datetime import date, timedelta
from uuid import UUID

from catalog.domain.reading_cycles import REMINDED_DAYS_BEFORE, next_reminder
from catalog.store.records import RecordRoom, Records
from catalog.use_cases.meters.find_due import find_due
from contracts.meters import METER_READINGS_DUE, DueDevice, MeterReadingsDue

AT_ONCE = 100
_NAMED_AT_MOST = 10
_REPORTERS_AT_MOST = 10
_LATELY = timedelta(days=400)


def remind_of_readings(room: RecordRoom) -> int:
    """Remind of billings that are three days off, and return of how many organisations (F10).

    Who has read everything is not reminded. Safe to repeat and to run in several processes.
    """
    with room.of_everybody() as records:
        until = records.today + timedelta(days=REMINDED_DAYS_BEFORE)
        waiting = records.device_readings.to_be_reminded(until, limit=AT_ONCE)
    for organisation_id in waiting:
        with room.of(organisation_id) as records:
            _remind(organisation_id, until, records)
    return len(waiting)


def _remind(organisation_id: UUID, until: date, records: Records) -> None:
    devices = records.device_readings.lock_to_be_reminded(organisation_id, until)
    by_billing: defaultdict[date, set[UUID]] = defaultdict(set)
    next_due = {}
    for device in devices:
        # One that was overlooked for long is reminded of nothing that is past.
        if device.reading_due_on >= records.today:
            by_billing[device.reading_due_on].add(device.id)
        next_due[device.id] = next_reminder(
            device.cycle_starts_on, device.cycle_months, records.today
        )
    for due_on, device_ids in sorted(by_billing.items()):
        due = find_due(organisation_id, records, billing=due_on)
        missing = [each for each in due if each.device_id in device_ids]
        if missing and records.meter_reports.remind_once(organisation_id, due_on):
            _tell(organisation_id, due_on, missing, records)
    records.device_readings.carry_on(next_due)


def _tell(organisation_id: UUID, due_on: date, missing: list[DueDevice], records: Records) -> None:
    reporters = records.meters.reporters(organisation_id, records.now - _LATELY, _REPORTERS_AT_MOST)
    records.outbox.announce(
        METER_READINGS_DUE,
        MeterReadingsDue(
            organisation_id=organisation_id,
            due_on=due_on,
            devices=len(missing),
            first_devices=tuple(
                each.technical_id or each.number for each in missing[:_NAMED_AT_MOST]
            ),
            reporters=reporters,
        ),
    )
