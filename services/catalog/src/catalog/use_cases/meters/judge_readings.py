"""Say of each entered reading whether it is good, and what it would make of its counter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from msgspec.structs import replace as replaced
from sqlalchemy.engine import Row

from catalog.domain.meters import Judgement, after_reading, judge
from catalog.domain.reading_tables import Entry
from catalog.store.meters import MeterKey, NewReading, StoredMeter
from catalog.store.records import Records
from catalog.use_cases.meters.name_readings import NamedReading, name_readings
from chassis.ids import new_id
from contracts.meters import RowVerdict


@dataclass(frozen=True, kw_only=True, slots=True)
class JudgedReadings:
    """A verdict for each entry in its order, and what is to be written if they are recorded."""

    verdicts: tuple[RowVerdict, ...]
    readings: tuple[NewReading, ...]
    meters: Mapping[MeterKey, StoredMeter]
    devices: Mapping[UUID, Row[Any]]


def judge_readings(
    entries: Sequence[Entry],
    organisation_id: UUID,
    records: Records,
    *,
    is_to_record: bool,
    all_or_nothing: bool = False,
) -> JudgedReadings:
    """Return the verdicts, and the readings that are good.

    To record them, each counter is locked first: whoever reads the same one waits, and is judged by
    what this one leaves. Readings of one counter are taken in the order of their days.
    """
    named = name_readings(entries, organisation_id, records)
    digits = {each.key: each.digits for each in named if each.key is not None}
    find = records.meters.lock if is_to_record else records.meters.find
    meters = find(organisation_id, digits)
    verdicts: dict[int, RowVerdict] = {}
    readings: list[NewReading] = []
    for place in _in_order_of_days(named, records.today):
        verdict, reading = _judged(named[place], meters, records.today)
        verdicts[place] = verdict
        if reading is not None:
            readings.append(reading)
    listed = tuple(verdicts[place] for place in range(len(named)))
    is_spoilt = all_or_nothing and any(each.verdict == "refused" for each in listed)
    if is_to_record:
        by_id = {} if is_spoilt else {each.id: each for each in readings}
        listed = tuple(_settled(each, by_id) for each in listed)
    return JudgedReadings(
        verdicts=listed,
        readings=() if is_spoilt else tuple(readings),
        meters={} if is_spoilt else meters,
        devices={each.device.id: each.device for each in named if each.device is not None},
    )


def _in_order_of_days(named: Sequence[NamedReading], today: date) -> list[int]:
    return sorted(range(len(named)), key=lambda place: (named[place].entry.read_on or today, place))


def _judged(
    named: NamedReading, meters: dict[MeterKey, StoredMeter], today: date
) -> tuple[RowVerdict, NewReading | None]:
    """Return the verdict on one reading; a good one moves its counter in `meters`."""
    entry, key = named.entry, named.key
    verdict = _described(entry, named.device, today)
    if key is None or entry.value is None:
        return verdict, None
    stored, read_on = meters[key], entry.read_on or today
    judgement = judge(stored.meter, entry.value, read_on, today)
    verdict = _with_judgement(verdict, judgement, stored)
    if judgement.problem is not None:
        return verdict, None
    reading = NewReading(
        id=new_id(),
        meter_id=stored.id or new_id(),
        device_id=key[0],
        counter=key[1],
        sequence=stored.sequence + 1,
        value=entry.value,
        read_on=read_on,
        volume=judgement.volume,
        deviation_acknowledged=judgement.is_deviating,
    )
    meters[key] = replace(
        stored,
        sequence=reading.sequence,
        meter=after_reading(stored.meter, entry.value, read_on),
    )
    return replaced(verdict, reading_id=reading.id), reading


def _described(entry: Entry, device: Row[Any] | None, today: date) -> RowVerdict:
    return RowVerdict(
        row=entry.row,
        verdict="ready" if entry.problem is None else "refused",
        column=entry.column,
        written=entry.written,
        device_id=device.id if device is not None else None,
        device_name=_name_of(device) if device is not None else entry.device,
        counter=entry.counter,
        value=entry.value,
        read_on=entry.read_on or today,
        problem=entry.problem,
        field=entry.field,
    )


def _with_judgement(verdict: RowVerdict, judgement: Judgement, stored: StoredMeter) -> RowVerdict:
    smallest, largest = judgement.expected or (None, None)
    return replaced(
        verdict,
        verdict="ready" if judgement.problem is None else "refused",
        problem=judgement.problem,
        field=judgement.field,
        last_value=stored.meter.last_value,
        last_on=stored.meter.last_on,
        hint="deviation" if judgement.is_deviating else None,
        expected_from=smallest,
        expected_through=largest,
    )


def _settled(verdict: RowVerdict, recorded: Mapping[UUID, NewReading]) -> RowVerdict:
    """Return the verdict once readings are recorded: the hint is gone, that it was shown stays."""
    if verdict.verdict == "refused":
        return verdict
    reading = recorded.get(verdict.reading_id) if verdict.reading_id else None
    if reading is None:
        return replaced(verdict, verdict="left_out", reading_id=None)
    return replaced(
        verdict,
        verdict="recorded",
        hint=None,
        deviation_acknowledged=reading.deviation_acknowledged,
    )


def _name_of(device: Row[Any]) -> str:
    name: str = device.technical_id or device.number
    return name
