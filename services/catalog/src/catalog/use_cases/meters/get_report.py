"""Show a report to whoever reads meters there."""

from uuid import UUID

from catalog.store.records import RecordRoom
from catalog.use_cases.meters.open_readings import open_readings
from catalog.use_cases.meters.show_report import show_report
from contracts.meters import MeterReport
from contracts.principal import Principal


def get_report(
    caller: Principal, report_id: UUID, customer_id: UUID | None, room: RecordRoom
) -> MeterReport:
    """Return a report of the caller's organisation with its verdicts.

    Raises:
        NoMembership, AreaNotVisible: the caller reads no meters.
        NotFound: there is none of his organisation.
    """
    with open_readings(caller, customer_id, room) as opened:
        return show_report(opened.organisation_id, report_id, opened.records)
