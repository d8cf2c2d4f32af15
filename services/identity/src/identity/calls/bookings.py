"""What catalog tells about organisations."""

from chassis.entrypoints import Incoming, on_event
from contracts.events import (
    CONTRACT_COVERAGE_CHANGED,
    ENTITLEMENTS_CHANGED,
    ContractCoverageChanged,
    EntitlementsChanged,
)
from identity.calls.tools import IdentityCalls
from identity.use_cases.bookings.note_coverage import note_coverage
from identity.use_cases.bookings.note_entitlements import note_entitlements


class BookingCalls(IdentityCalls):
    """What catalog tells about organisations."""

    @on_event("catalog", CONTRACT_COVERAGE_CHANGED)
    def note_coverage(self, event: Incoming[ContractCoverageChanged]) -> None:
        """Learn how long an organisation's contracts let its people in."""
        with self._room.of(event.data.organisation_id) as records:
            note_coverage(event.data, records)

    @on_event("catalog", ENTITLEMENTS_CHANGED)
    def note_entitlements(self, event: Incoming[EntitlementsChanged]) -> None:
        """Learn what an organisation may use."""
        with self._room.of(event.data.organisation_id) as records:
            note_entitlements(event.data, records)
