"""Counters, their readings and changes, in the caller's transaction; never commits."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Row

from catalog.domain.meters import READINGS_COMPARED, Meter, Volume
from catalog.store.meter_tables import COUNTER_CHANGE, METER, METER_READING
from chassis.database import Askable
from chassis.ids import new_id
from contracts.equipment import CounterChange, CounterKind

MeterKey = tuple[UUID, CounterKind]
"""A device and which of its counters."""
_CHANGES_AT_MOST = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredMeter:
    """A counter's row: how it stands, and the number of its newest entry."""

    id: UUID | None
    sequence: int
    meter: Meter


@dataclass(frozen=True, kw_only=True, slots=True)
class NewReading:
    """A reading to be written."""

    id: UUID
    meter_id: UUID
    device_id: UUID
    counter: CounterKind
    sequence: int
    value: int
    read_on: date
    volume: Volume | None
    deviation_acknowledged: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class NewChange:
    """A swap or rollover to be written; `origin` is who said it, and under which name."""

    key: MeterKey
    origin: str
    change: CounterChange
    changed_on: date
    last_value: int | None
    new_value: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Recording:
    """By whom, how and with what readings are recorded."""

    organisation_id: UUID
    report_id: UUID
    source: str
    person_id: UUID


class MeterStore:
    """Counters of the devices that the transaction has opened."""

    def __init__(self, session: Askable, now: datetime) -> None:
        self._session = session
        self._now = now

    def lock(
        self, organisation_id: UUID, digits: Mapping[MeterKey, int | None]
    ) -> dict[MeterKey, StoredMeter]:
        """Return counters, which nobody else reads or changes until the transaction ends.

        They are locked in one order, so that two lists never wait for each other in a circle.
        """
        for device_id, counter in sorted(digits):
            self._session.execute(
                insert(METER)
                .values(
                    id=new_id(),
                    organisation_id=organisation_id,
                    device_id=device_id,
                    counter=counter,
                )
                .on_conflict_do_nothing(index_elements=["device_id", "counter"])
            )
        if digits:
            self._session.execute(
                select(METER.c.id)
                .where(tuple_(METER.c.device_id, METER.c.counter).in_(list(digits)))
                .order_by(METER.c.device_id, METER.c.counter)
                .with_for_update()
            )
        return self.find(organisation_id, digits)

    def find(
        self, organisation_id: UUID, digits: Mapping[MeterKey, int | None]
    ) -> dict[MeterKey, StoredMeter]:
        """Return counters as they stand; one that was never read stands at nothing."""
        rows = {
            (row.device_id, row.counter): row
            for row in self._session.execute(
                select(METER).where(
                    METER.c.organisation_id == organisation_id,
                    METER.c.device_id.in_({device_id for device_id, _ in digits}),
                )
            )
        }
        recent = self._recent([row.id for key, row in rows.items() if key in digits])
        return {key: _stored(rows.get(key), shown, recent) for key, shown in digits.items()}

    def add_readings(self, readings: Collection[NewReading], recording: Recording) -> None:
        """Write readings of counters that are locked."""
        if not readings:
            return
        self._session.execute(
            insert(METER_READING),
            [
                {
                    "id": reading.id,
                    "organisation_id": recording.organisation_id,
                    "device_id": reading.device_id,
                    "meter_id": reading.meter_id,
                    "report_id": recording.report_id,
                    "counter": reading.counter,
                    "sequence": reading.sequence,
                    "value": reading.value,
                    "read_on": reading.read_on,
                    "volume": reading.volume.count if reading.volume else None,
                    "days": reading.volume.days if reading.volume else None,
                    "source": recording.source,
                    "deviation_acknowledged": reading.deviation_acknowledged,
                    "recorded_by": recording.person_id,
                    "recorded_at": self._now,
                }
                for reading in readings
            ],
        )

    def save(self, meters: Iterable[StoredMeter]) -> None:
        """Write how locked counters stand now."""
        for stored in meters:
            self._session.execute(
                update(METER)
                .where(METER.c.id == stored.id)
                .values(
                    sequence=stored.sequence,
                    last_value=stored.meter.last_value,
                    last_on=stored.meter.last_on,
                    last_reading_on=stored.meter.last_reading_on,
                    carried=stored.meter.carried,
                )
            )

    def knows_change(self, meter_id: UUID, origin: str) -> bool:
        """Whether this change of a locked counter was recorded before."""
        query = select(COUNTER_CHANGE.c.id).filter_by(meter_id=meter_id, origin=origin)
        return self._session.scalar(query) is not None

    def add_change(
        self,
        change: NewChange,
        stored: StoredMeter,
        organisation_id: UUID,
    ) -> None:
        """Write a swap or rollover of a locked counter; `stored` is how it stands after it."""
        device_id, counter = change.key
        self._session.execute(
            insert(COUNTER_CHANGE).values(
                id=new_id(),
                organisation_id=organisation_id,
                device_id=device_id,
                meter_id=stored.id,
                origin=change.origin,
                counter=counter,
                sequence=stored.sequence,
                change=change.change,
                changed_on=change.changed_on,
                last_value=change.last_value,
                new_value=change.new_value,
                recorded_at=self._now,
            )
        )
        self.save([stored])

    def readings(
        self,
        device_id: UUID,
        *,
        counter: CounterKind | None,
        after: tuple[datetime, int, UUID] | None,
        limit: int,
    ) -> list[Row[Any]]:
        """Return a device's readings, the newest first, after a place in the list."""
        query = select(METER_READING).where(METER_READING.c.device_id == device_id)
        if counter is not None:
            query = query.where(METER_READING.c.counter == counter)
        # What was sent in together has one instant; its numbers say what came later.
        here = (METER_READING.c.recorded_at, METER_READING.c.sequence, METER_READING.c.id)
        if after is not None:
            query = query.where(tuple_(*here) < tuple_(*after))
        query = query.order_by(*(column.desc() for column in here)).limit(limit)
        return list(self._session.execute(query))

    def changes(self, device_id: UUID) -> list[Row[Any]]:
        """Return a device's swaps and rollovers, the newest first, up to 100."""
        query = (
            select(COUNTER_CHANGE)
            .where(COUNTER_CHANGE.c.device_id == device_id)
            .order_by(COUNTER_CHANGE.c.recorded_at.desc(), COUNTER_CHANGE.c.id.desc())
        )
        return list(self._session.execute(query.limit(_CHANGES_AT_MOST)))

    def reporters(self, organisation_id: UUID, since: datetime, limit: int) -> tuple[UUID, ...]:
        """Return who has read meters there, whoever did last first."""
        last = func.max(METER_READING.c.recorded_at)
        query = (
            select(METER_READING.c.recorded_by)
            .where(
                METER_READING.c.organisation_id == organisation_id,
                METER_READING.c.recorded_at >= since,
                METER_READING.c.source != "staff",
            )
            .group_by(METER_READING.c.recorded_by)
            .order_by(last.desc())
            .limit(limit)
        )
        return tuple(self._session.scalars(query))

    def _recent(self, meter_ids: Collection[UUID]) -> dict[UUID, tuple[Volume, ...]]:
        """Return the volumes of the last six readings of each counter, the newest first."""
        if not meter_ids:
            return {}
        place = (
            func.row_number()
            .over(partition_by=METER_READING.c.meter_id, order_by=METER_READING.c.sequence.desc())
            .label("place")
        )
        numbered = (
            select(METER_READING.c.meter_id, METER_READING.c.volume, METER_READING.c.days, place)
            .where(METER_READING.c.meter_id.in_(meter_ids), METER_READING.c.volume.is_not(None))
            .subquery()
        )
        rows = self._session.execute(
            select(numbered)
            .where(numbered.c.place <= READINGS_COMPARED)
            .order_by(numbered.c.meter_id, numbered.c.place)
        )
        found: dict[UUID, tuple[Volume, ...]] = {}
        for row in rows:
            volume = Volume(count=row.volume, days=row.days)
            found[row.meter_id] = (*found.get(row.meter_id, ()), volume)
        return found


def _stored(
    row: Row[Any] | None, digits: int | None, recent: Mapping[UUID, tuple[Volume, ...]]
) -> StoredMeter:
    if row is None:
        return StoredMeter(id=None, sequence=0, meter=Meter(digits=digits))
    meter = Meter(
        digits=digits,
        last_value=row.last_value,
        last_on=row.last_on,
        last_reading_on=row.last_reading_on,
        carried=row.carried,
        recent=recent.get(row.id, ()),
    )
    return StoredMeter(id=row.id, sequence=row.sequence, meter=meter)
