"""What catalog tells about organisations."""

from chassis.entrypoints import Incoming, on_event
from contracts.events import CONTRACT_COVERAGE_CHANGED, ContractCoverageChanged
from identity.calls.tools import IdentityCalls
from identity.use_cases.bookings.note_coverage import note_coverage


class BookingCalls(IdentityCalls):
    """What catalog tells about organisations."""

    @on_event("catalog", CONTRACT_COVERAGE_CHANGED)
    def note_coverage(self, event: Incoming[ContractCoverageChanged]) -> None:
        """Learn how long an organisation's contracts let its people in."""
        with self._room.of(event.data.organisation_id) as records:
            note_coverage(event.data, records)
