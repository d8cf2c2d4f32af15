"""Meter readings, as far as people are told of them."""

from chassis.entrypoints import Incoming, on_event
from contracts.meters import METER_READINGS_DUE, MeterReadingsDue
from identity.calls.tools import IdentityCalls
from identity.use_cases.meter_readings.tell_readings_due import tell_readings_due


class MeterReadingCalls(IdentityCalls):
    """Meter readings, as far as people are told of them."""

    @on_event("catalog", METER_READINGS_DUE)
    def tell_readings_due(self, event: Incoming[MeterReadingsDue]) -> None:
        """Tell people that counters of their devices are to be read."""
        with self._room.of(event.data.organisation_id) as records:
            tell_readings_due(event.data, records)
