"""List the counters that are to be read."""

from uuid import UUID

from catalog.store.records import RecordRoom
from catalog.use_cases.meters.find_due import find_due
from catalog.use_cases.meters.open_readings import open_readings
from contracts.meters import DueReadings
from contracts.principal import Principal


def list_due(caller: Principal, customer_id: UUID | None, room: RecordRoom) -> DueReadings:
    """Return which counters are to be read for the present billings, the longest overdue first.

    Raises:
        NoMembership, AreaNotVisible: the caller reads no meters.
        InvalidInput: one of the vendor's people names no customer.
        NotFound: he names one who is not there.
    """
    with open_readings(caller, customer_id, room) as opened:
        due = find_due(opened.organisation_id, opened.records)
        return DueReadings(today=opened.records.today, items=due)
