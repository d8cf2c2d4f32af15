"""Meter readings: one, several or a list; which are due; what counters showed."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec
from starlette.responses import Response

from contracts.equipment import CounterChange, CounterKind
from contracts.errors import InvalidInput
from contracts.metering_errors import BelowLast
from contracts.meters import (
    ChangeCounter,
    CheckReadings,
    DueReadings,
    EnteredReading,
    MeterHistory,
    MeterReport,
    ReadingsQuery,
    ReadingVerdicts,
    ReportReadings,
    RowVerdict,
)
from gateway.api.bodies import OrganisationChoice
from gateway.api.decoding import read_body
from gateway.api.tables import Cell, TableForm, saved_table
from gateway.call import Call
from gateway.sheets.limits import LARGEST_BYTES
from gateway.texts import Texts

LIST_COLUMNS = (
    "number",
    "serial_number",
    "technical_id",
    "model",
    "site",
    "counter",
    "last_value",
    "value",
    "read_on",
)


class SingleReading(msgspec.Struct, frozen=True, kw_only=True):
    """What one counter of the device shows; the counter may be left out where there is one."""

    value: int | Annotated[str, msgspec.Meta(max_length=50)]
    counter: CounterKind | None = None
    read_on: date | None = None


class SeveralReadings(msgspec.Struct, frozen=True, kw_only=True):
    """Readings of one device or of several; `customer_id` is for the vendor's people."""

    readings: Annotated[tuple[EnteredReading, ...], msgspec.Meta(min_length=1, max_length=2000)]
    all_or_nothing: bool = False
    customer_id: UUID | None = None


class ListQuery(msgspec.Struct, frozen=True, kw_only=True):
    """How a list is taken: all or nothing, or only looked at; `customer` for the vendor's people.

    A list that was only looked at is recorded by its id.
    """

    all_or_nothing: bool = False
    only_check: bool = False
    customer: UUID | None = None
    file_name: Annotated[str, msgspec.Meta(max_length=200)] | None = None


class DueListQuery(msgspec.Struct, frozen=True, kw_only=True):
    """The form of the file, and the customer for the vendor's people."""

    format: TableForm = "xlsx"
    organisation_id: UUID | None = None


class HistoryQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which page of a device's readings, of one counter or of all."""

    counter: CounterKind | None = None
    cursor: Annotated[str, msgspec.Meta(max_length=1500)] | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=200)] = 50


class CounterGoesOn(msgspec.Struct, frozen=True, kw_only=True):
    """A swap or rollover: what the old counter showed in the end, and where the new one begins."""

    counter: CounterKind
    change: CounterChange
    changed_on: date
    last_value: Annotated[int, msgspec.Meta(ge=0, le=10**12)] | None = None
    new_value: Annotated[int, msgspec.Meta(ge=0, le=10**12)] = 0


async def record_reading(
    call: Call, device_id: UUID, body: SingleReading, idempotency_key: str
) -> RowVerdict:
    """Record what one counter shows; a smaller value than the last one is refused."""
    reading = EnteredReading(
        device_id=device_id, value=body.value, counter=body.counter, read_on=body.read_on
    )
    customer_id = None
    if call.identified.principal.is_staff:
        detail = await call.around.catalog.get_device(call.context, device_id)
        customer_id = detail.device.customer_id
    report = await call.around.catalog.report_readings(
        call.context,
        ReportReadings(
            readings=(reading,), idempotency_key=idempotency_key, customer_id=customer_id
        ),
    )
    verdict = report.rows[0]
    if verdict.problem == "below_last":
        raise BelowLast(str(verdict.last_value), str(verdict.last_on))
    if verdict.problem is not None:
        raise InvalidInput(verdict.field or "value", verdict.problem)
    return verdict


async def record_readings(call: Call, body: SeveralReadings, idempotency_key: str) -> MeterReport:
    """Record readings of several counters and devices, with a verdict for each."""
    return await call.around.catalog.report_readings(
        call.context,
        ReportReadings(
            readings=body.readings,
            all_or_nothing=body.all_or_nothing,
            customer_id=body.customer_id,
            idempotency_key=idempotency_key,
        ),
    )


async def check_readings(call: Call, body: SeveralReadings) -> ReadingVerdicts:
    """Return what would become of readings, with hints, and record none."""
    request = CheckReadings(readings=body.readings, customer_id=body.customer_id)
    return await call.around.catalog.check_readings(call.context, request)


async def take_list(call: Call, query: ListQuery, idempotency_key: str) -> MeterReport:
    """Take a list of up to 2,000 readings as CSV or XLSX, with a verdict for each row."""
    content = await read_body(call.request, LARGEST_BYTES)
    return await report_list(call, content, query, idempotency_key)


async def report_list(
    call: Call, content: bytes, query: ListQuery, idempotency_key: str
) -> MeterReport:
    """Return what became of a list by its bytes."""
    return await call.around.catalog.report_readings(
        call.context,
        ReportReadings(
            table=await call.around.sheets.read(content),
            source="upload",
            file_name=query.file_name,
            all_or_nothing=query.all_or_nothing,
            only_check=query.only_check,
            customer_id=query.customer,
            idempotency_key=idempotency_key,
        ),
    )


async def get_report(call: Call, report_id: UUID, query: OrganisationChoice) -> MeterReport:
    """Return readings that were sent in together, with their verdicts."""
    return await call.around.catalog.get_report(call.context, report_id, query.organisation_id)


async def record_report(call: Call, report_id: UUID, query: OrganisationChoice) -> MeterReport:
    """Record what is good of a list that was looked at; repeating changes nothing."""
    return await call.around.catalog.record_report(call.context, report_id, query.organisation_id)


async def list_due(call: Call, query: OrganisationChoice) -> DueReadings:
    """Return which counters are to be read, the longest overdue first."""
    return await call.around.catalog.list_due(call.context, query.organisation_id)


async def export_due(call: Call, query: DueListQuery) -> Response:
    """Return the counters to be read as a list to be filled in and sent back."""
    due = await call.around.catalog.list_due(call.context, query.organisation_id)
    heading = [call.texts.word("reading_list", column) for column in LIST_COLUMNS]
    title = call.texts("meters.file_name")
    return await saved_table(query.format, title, title, heading, _rows(due, call.texts))


async def list_readings(call: Call, device_id: UUID, query: HistoryQuery) -> MeterHistory:
    """Return a device's counters and their readings, the newest first."""
    return await call.around.catalog.list_readings(
        call.context,
        ReadingsQuery(
            device_id=device_id, counter=query.counter, cursor=query.cursor, limit=query.limit
        ),
    )


async def change_counter(
    call: Call, device_id: UUID, body: CounterGoesOn, idempotency_key: str
) -> MeterHistory:
    """Record that a counter was swapped or began anew; for the vendor's people."""
    request = ChangeCounter(
        device_id=device_id, idempotency_key=idempotency_key, **msgspec.structs.asdict(body)
    )
    return await call.around.catalog.change_counter(call.context, request)


def _rows(due: DueReadings, texts: Texts) -> list[list[Cell]]:
    return [
        [
            device.number,
            device.serial_number,
            device.technical_id,
            device.model,
            device.site,
            texts.word("counters", counter.kind),
            None if counter.last_value is None else str(counter.last_value),
            None,
            None,
        ]
        for device in due.items
        for counter in device.counters
    ]
