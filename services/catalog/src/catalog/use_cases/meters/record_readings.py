"""Record readings that are good, and tell the ERP."""

from collections.abc import Sequence

from catalog.domain.reading_tables import Entry
from catalog.store.meter_reports import StoredReport
from catalog.store.meters import Recording
from catalog.store.records import Records
from catalog.use_cases.meters.judge_readings import JudgedReadings, judge_readings
from chassis.service import actor_of
from contracts.equipment import MeterReadingRecorded
from contracts.outbound import METER_READING_RECORDED
from contracts.principal import Principal


def record_readings(
    caller: Principal, report: StoredReport, entries: Sequence[Entry], records: Records
) -> None:
    """Write what is good of a report that the caller of this has locked, and its verdicts."""
    judged = judge_readings(
        entries,
        report.organisation_id,
        records,
        is_to_record=True,
        all_or_nothing=report.all_or_nothing,
    )
    recording = Recording(
        organisation_id=report.organisation_id,
        report_id=report.id,
        source=report.source,
        person_id=caller.subject,
    )
    records.meters.add_readings(judged.readings, recording)
    read = {(reading.device_id, reading.counter) for reading in judged.readings}
    records.meters.save(stored for key, stored in judged.meters.items() if key in read)
    records.meter_reports.settle(report.id, judged.verdicts, is_recorded=True)
    _tell(report, judged, records)
    records.audit.record(
        organisation_id=report.organisation_id,
        actor=actor_of(caller),
        action="meter_readings.recorded",
        subject=f"meter_report:{report.id}",
        details={
            "recorded": str(len(judged.readings)),
            "of": str(len(judged.verdicts)),
            "deviating": str(sum(each.deviation_acknowledged for each in judged.readings)),
        },
    )


def _tell(report: StoredReport, judged: JudgedReadings, records: Records) -> None:
    _, customer_number = records.organisations.name_of(report.organisation_id)
    for reading in judged.readings:
        device = judged.devices[reading.device_id]
        told = MeterReadingRecorded(
            reading_id=reading.id,
            device_id=reading.device_id,
            equipment_number=device.number,
            equipment_source=device.source,
            customer_number=customer_number,
            counter=reading.counter,
            sequence=reading.sequence,
            value=reading.value,
            read_on=reading.read_on,
            volume=reading.volume.count if reading.volume else None,
            deviation_acknowledged=reading.deviation_acknowledged,
            source=report.source,
            recorded_at=records.now,
        )
        records.outbox.publish(METER_READING_RECORDED, told, subject=device.number)
