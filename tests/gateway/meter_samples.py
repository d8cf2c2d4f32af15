"""Meter readings as catalog describes them, for tests of the gateway."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from contracts.meters import (
    CounterState,
    DueCounter,
    DueDevice,
    DueReadings,
    MeterHistory,
    MeterReading,
    MeterReport,
    RowVerdict,
)
from tests.gateway.device_samples import DEVICE_ID
from tests.gateway.samples import PERSON_ID

REPORT_ID = UUID("01930000-0000-7000-8000-0000000000e1")
READING_ID = UUID("01930000-0000-7000-8000-0000000000e2")
AT = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 26)


def a_verdict(**changes: Any) -> RowVerdict:
    """Return a good reading of the black counter, with `changes`."""
    values: dict[str, Any] = {
        "row": 1,
        "verdict": "ready",
        "device_id": DEVICE_ID,
        "device_name": "DRUCKER-EG-01",
        "counter": "black",
        "value": 12345,
        "read_on": TODAY,
        "last_value": 12000,
        "last_on": date(2026, 10, 31),
    }
    return RowVerdict(**(values | changes))


TOO_SMALL = a_verdict(row=2, verdict="refused", value=11000, problem="below_last", field="value")
DEVIATING = a_verdict(
    row=3, value=99999, hint="deviation", expected_from=12100, expected_through=13200
)


def a_report(*rows: RowVerdict, **changes: Any) -> MeterReport:
    """Return readings that wait for somebody to look at the verdicts, with `changes`."""
    values: dict[str, Any] = {
        "id": REPORT_ID,
        "is_recorded": False,
        "source": "portal",
        "file_name": None,
        "all_or_nothing": False,
        "created_at": AT,
        "recorded_at": None,
        "recorded": sum(row.verdict == "recorded" for row in rows),
        "deviating": sum(row.hint is not None or row.deviation_acknowledged for row in rows),
        "refused": sum(row.verdict == "refused" for row in rows),
        "rows": rows,
    }
    return MeterReport(**(values | changes))


def a_history(**changes: Any) -> MeterHistory:
    """Return a counter that was read once, with `changes`."""
    reading = MeterReading(
        id=READING_ID,
        device_id=DEVICE_ID,
        counter="black",
        sequence=2,
        value=12000,
        read_on=date(2026, 10, 31),
        volume=900,
        source="upload",
        status="recorded",
        deviation_acknowledged=True,
        recorded_by=PERSON_ID,
        recorded_at=AT,
    )
    values: dict[str, Any] = {
        "counters": (
            CounterState(kind="black", digits=7, last_value=12000, last_on=date(2026, 10, 31)),
        ),
        "readings": (reading,),
        "changes": (),
        "next_cursor": None,
    }
    return MeterHistory(**(values | changes))


def due_readings(devices: int = 1) -> DueReadings:
    """Return so many devices with a counter to be read."""
    counter = DueCounter(kind="black", last_value=12000, last_on=date(2026, 10, 31), estimate=12600)
    return DueReadings(
        today=TODAY,
        items=tuple(
            DueDevice(
                device_id=DEVICE_ID,
                number=f"4711-{number}",
                model="MF 4500 (Demo)",
                serial_number=None,
                technical_id="=DRUCKER",
                site="Hauptsitz Berlin",
                due_on=date(2026, 11, 20),
                is_overdue=True,
                counters=(counter,),
            )
            for number in range(devices)
        ),
    )
