"""Take readings in: record them, or keep them until somebody has looked at the verdicts."""

import hashlib

import msgspec

from catalog.domain.reading_tables import entries_of
from catalog.store.meter_reports import StoredReport
from catalog.store.records import RecordRoom
from catalog.use_cases.meters.judge_readings import judge_readings
from catalog.use_cases.meters.open_readings import open_readings
from catalog.use_cases.meters.record_readings import record_readings
from catalog.use_cases.meters.show_report import show_report
from chassis.ids import new_id
from contracts.errors import InvalidInput
from contracts.meters import MeterReport, ReportReadings
from contracts.principal import Principal


def report_readings(caller: Principal, request: ReportReadings, room: RecordRoom) -> MeterReport:
    """Return what became of each reading (KM-20); bad ones spoil no good ones unless asked to.

    The same key again answers with what came of the first time, whether the two came one after the
    other or at once.

    Raises:
        NoMembership, AreaNotVisible: the caller reads no meters.
        InvalidInput: there are no readings, the columns of a list cannot be told, or the key was
            used for other readings.
        NotFound: one of the vendor's people names a customer who is not there.
    """
    entries = entries_of(request)
    with open_readings(caller, request.customer_id, room) as opened:
        records, organisation_id = opened.records, opened.organisation_id
        report = StoredReport(
            id=new_id(),
            organisation_id=organisation_id,
            person_id=caller.subject,
            content_sha256=_digest(request),
            source="staff" if caller.is_staff else request.source,
            file_name=request.file_name,
            all_or_nothing=request.all_or_nothing,
            entries=msgspec.json.encode(entries),
            verdicts=(),
            created_at=records.now,
            recorded_at=None,
        )
        known = records.meter_reports.open(report, request.idempotency_key)
        if known is not None and known.content_sha256 != report.content_sha256:
            raise InvalidInput("idempotency_key", "used_for_another_request")
        if known is None and request.only_check:
            judged = judge_readings(entries, organisation_id, records, is_to_record=False)
            records.meter_reports.settle(report.id, judged.verdicts, is_recorded=False)
        elif known is None:
            record_readings(caller, report, entries, records)
        return show_report(organisation_id, (known or report).id, records)


def _digest(request: ReportReadings) -> str:
    content = msgspec.json.encode((request.readings, request.table, request.all_or_nothing))
    return hashlib.sha256(content).hexdigest()
