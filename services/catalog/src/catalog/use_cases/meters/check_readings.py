"""Say what would become of readings."""

from catalog.domain.reading_tables import entries_of
from catalog.store.records import RecordRoom
from catalog.use_cases.meters.judge_readings import judge_readings
from catalog.use_cases.meters.open_readings import open_readings
from contracts.meters import CheckReadings, ReadingVerdicts
from contracts.principal import Principal


def check_readings(caller: Principal, request: CheckReadings, room: RecordRoom) -> ReadingVerdicts:
    """Return a verdict for each reading, with hints, and record none (KM-22).

    Raises:
        NoMembership, AreaNotVisible: the caller reads no meters.
        InvalidInput: there are no readings, or the columns of a list cannot be told.
        NotFound: one of the vendor's people names a customer who is not there.
    """
    entries = entries_of(request)
    with open_readings(caller, request.customer_id, room) as opened:
        judged = judge_readings(entries, opened.organisation_id, opened.records, is_to_record=False)
    return ReadingVerdicts(rows=judged.verdicts)
