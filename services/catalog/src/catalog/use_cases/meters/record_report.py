"""Record readings whose verdicts somebody has looked at."""

from uuid import UUID

import msgspec

from catalog.domain.reading_tables import Entry
from catalog.store.records import RecordRoom
from catalog.use_cases.meters.open_readings import open_readings
from catalog.use_cases.meters.record_readings import record_readings
from catalog.use_cases.meters.show_report import show_report
from contracts.errors import NotFound
from contracts.meters import MeterReport
from contracts.principal import Principal


def record_report(
    caller: Principal, report_id: UUID, customer_id: UUID | None, room: RecordRoom
) -> MeterReport:
    """Record what of a kept report is good now, whatever hints were shown (KM-22, KM-23).

    Repeating changes nothing.

    Raises:
        NoMembership, AreaNotVisible: the caller reads no meters.
        NotFound: there is no such report of his organisation.
    """
    with open_readings(caller, customer_id, room) as opened:
        records = opened.records
        report = records.meter_reports.find(opened.organisation_id, report_id, lock=True)
        if report is None:
            raise NotFound("meter_report")
        if report.recorded_at is None:
            entries = msgspec.json.decode(report.entries, type=tuple[Entry, ...])
            record_readings(caller, report, entries, records)
        return show_report(opened.organisation_id, report_id, records)
