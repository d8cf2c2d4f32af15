"""Show readings that were sent in together."""

from uuid import UUID

from catalog.store.records import Records
from contracts.errors import NotFound
from contracts.meters import MeterReport


def show_report(organisation_id: UUID, report_id: UUID, records: Records) -> MeterReport:
    """Return a report of the organisation with its verdicts and their numbers.

    Raises:
        NotFound: there is none of this organisation.
    """
    report = records.meter_reports.find(organisation_id, report_id)
    if report is None:
        raise NotFound("meter_report")
    rows = report.verdicts
    return MeterReport(
        id=report.id,
        is_recorded=report.recorded_at is not None,
        source=report.source,
        file_name=report.file_name,
        all_or_nothing=report.all_or_nothing,
        created_at=report.created_at,
        recorded_at=report.recorded_at,
        recorded=sum(row.verdict == "recorded" for row in rows),
        deviating=sum(row.hint is not None or row.deviation_acknowledged for row in rows),
        refused=sum(row.verdict == "refused" for row in rows),
        rows=rows,
    )
