"""Meter readings: checked, recorded, listed, due; and counters that begin anew."""

from uuid import UUID

from catalog.calls.tools import CatalogCalls
from catalog.use_cases.meters.change_counter import change_counter
from catalog.use_cases.meters.check_readings import check_readings
from catalog.use_cases.meters.get_report import get_report
from catalog.use_cases.meters.list_due import list_due
from catalog.use_cases.meters.list_readings import list_readings
from catalog.use_cases.meters.receive_counter_change import receive_counter_change
from catalog.use_cases.meters.record_report import record_report
from catalog.use_cases.meters.remind_of_readings import AT_ONCE, remind_of_readings
from catalog.use_cases.meters.report_readings import report_readings
from chassis.entrypoints import Incoming, every, on_inbound, rpc
from contracts.equipment import EquipmentCounterChanged
from contracts.inbound import EQUIPMENT_COUNTER_CHANGED
from contracts.meters import (
    ChangeCounter,
    CheckReadings,
    DueReadings,
    MeterHistory,
    MeterReport,
    ReadingsQuery,
    ReadingVerdicts,
    ReportReadings,
)
from contracts.outbound import MESSAGE_REJECTED
from contracts.principal import Principal


class MeterCalls(CatalogCalls):
    """Meter readings: checked, recorded, listed, due; and counters that begin anew."""

    @rpc(reads=True)
    def check_readings(self, caller: Principal, request: CheckReadings) -> ReadingVerdicts:
        """Say what would become of readings. Raises AreaNotVisible, InvalidInput."""
        return check_readings(caller, request, self._reading_room)

    @rpc
    def report_readings(self, caller: Principal, request: ReportReadings) -> MeterReport:
        """Take readings in, each with a verdict. Raises AreaNotVisible, InvalidInput."""
        return report_readings(caller, request, self._room)

    @rpc
    def record_report(
        self, caller: Principal, report_id: UUID, customer_id: UUID | None = None
    ) -> MeterReport:
        """Record readings whose verdicts were looked at. Raises AreaNotVisible, NotFound."""
        return record_report(caller, report_id, customer_id, self._room)

    @rpc(reads=True)
    def get_report(
        self, caller: Principal, report_id: UUID, customer_id: UUID | None = None
    ) -> MeterReport:
        """Show what became of readings. Raises AreaNotVisible, NotFound."""
        return get_report(caller, report_id, customer_id, self._reading_room)

    @rpc(reads=True)
    def list_readings(self, caller: Principal, query: ReadingsQuery) -> MeterHistory:
        """List what a device's counters showed. Raises AreaNotVisible, NotFound."""
        return list_readings(caller, query, self._reading_room)

    @rpc(reads=True)
    def list_due(self, caller: Principal, customer_id: UUID | None = None) -> DueReadings:
        """List the counters that are to be read. Raises AreaNotVisible."""
        return list_due(caller, customer_id, self._reading_room)

    @rpc
    def change_counter(self, caller: Principal, request: ChangeCounter) -> MeterHistory:
        """Let a counter go on at another value. Raises NotPermitted, NotFound, InvalidInput."""
        change_counter(caller, request, self._room)
        query = ReadingsQuery(device_id=request.device_id)
        return list_readings(caller, query, self._reading_room)

    @on_inbound(EQUIPMENT_COUNTER_CHANGED, rejected_as=MESSAGE_REJECTED)
    def receive_counter_change(self, event: Incoming[EquipmentCounterChanged]) -> None:
        """Take a swapped counter from the ERP. Its publisher may speak for several customers."""
        with self._room.of_everybody() as records:
            receive_counter_change(event, records)

    @every(seconds=300)
    def remind_of_readings(self) -> None:
        """Have people reminded of counters to be read, once for each billing."""
        reminded = AT_ONCE
        while reminded == AT_ONCE:
            reminded = remind_of_readings(self._room)
