"""Meter readings of devices."""

from uuid import UUID

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
from gateway.clients.rpc import CallContext, Service

# A list of two thousand rows, on a busy machine.
_LIST_SECONDS = 30.0


class MeterCalls(Service):
    """Typed calls about meter readings; each raises what `RpcClient.call` raises."""

    async def check_readings(self, caller: CallContext, request: CheckReadings) -> ReadingVerdicts:
        """Return what would become of readings."""
        return await self.read(caller, "check_readings", {"request": request}, ReadingVerdicts)

    async def report_readings(self, caller: CallContext, request: ReportReadings) -> MeterReport:
        """Have readings recorded, or kept with their verdicts."""
        return await self.write(
            caller,
            "report_readings",
            {"request": request},
            MeterReport,
            timeout_seconds=_LIST_SECONDS,
        )

    async def record_report(
        self, caller: CallContext, report_id: UUID, customer_id: UUID | None
    ) -> MeterReport:
        """Record readings whose verdicts were looked at."""
        return await self.write(
            caller,
            "record_report",
            {"report_id": report_id, "customer_id": customer_id},
            MeterReport,
            timeout_seconds=_LIST_SECONDS,
        )

    async def get_report(
        self, caller: CallContext, report_id: UUID, customer_id: UUID | None
    ) -> MeterReport:
        """Return readings that were sent in together, with their verdicts."""
        arguments = {"report_id": report_id, "customer_id": customer_id}
        return await self.read(caller, "get_report", arguments, MeterReport)

    async def list_readings(self, caller: CallContext, query: ReadingsQuery) -> MeterHistory:
        """Return what a device's counters showed."""
        return await self.read(caller, "list_readings", {"query": query}, MeterHistory)

    async def list_due(self, caller: CallContext, customer_id: UUID | None) -> DueReadings:
        """Return the counters that are to be read."""
        return await self.read(caller, "list_due", {"customer_id": customer_id}, DueReadings)

    async def change_counter(self, caller: CallContext, request: ChangeCounter) -> MeterHistory:
        """Let a counter go on at another value."""
        return await self.write(caller, "change_counter", {"request": request}, MeterHistory)
