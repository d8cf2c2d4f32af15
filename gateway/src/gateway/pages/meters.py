"""Meter readings: what is due, entered or sent in as a list; what became of it."""

import hashlib
import secrets
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from starlette.responses import Response

from contracts.equipment import COUNTER_KINDS, CounterKind
from contracts.errors import InvalidInput
from contracts.meters import DueReadings, EnteredReading, MeterReport, ReportReadings
from gateway.api.bodies import OrganisationChoice
from gateway.api.decoding import read_values
from gateway.api.meters import CounterGoesOn, ListQuery, change_counter, report_list
from gateway.call import Call
from gateway.clients.stored_streams import UploadTooLarge
from gateway.pages.devices import device_id_in, shown_device
from gateway.pages.file_forms import read_file_form
from gateway.pages.forms import page_again, read_form
from gateway.pages.page import page, redirect
from gateway.pages.path_ids import id_in
from gateway.problems import InvalidFields, ProblemDetails
from gateway.sheets.limits import LARGEST_BYTES

METERS = "/meter-readings"
_VALUE = "value."
# With these a form has fewer fields than are read; whoever has more sends a list.
DEVICES_SHOWN = 12
ROWS_SHOWN = 200
_MENDABLE = (InvalidFields, InvalidInput, UploadTooLarge)


async def show(call: Call) -> Response:
    """Show what is due, to be entered here or sent in as a list."""
    return await _shown(call, None, {})


async def enter(call: Call) -> Response:
    """Take what was entered; what is far from usual, or wrong, is shown before it is recorded."""
    form = await read_form(call.request)
    try:
        request = ReportReadings(
            readings=_entered(form),
            source="portal",
            only_check=True,
            customer_id=_customer(form.get("customer", "")),
            idempotency_key=_key(form),
        )
        report = await call.around.catalog.report_readings(call.context, request)
    except _MENDABLE as error:
        return await page_again(call, error, lambda problem: _shown(call, problem, form))
    return await _go_on(call, report, form)


async def take_list(call: Call) -> Response:
    """Take a list; what becomes of its rows is shown before they are recorded."""
    async with read_file_form(call.request) as sent:
        form = sent.fields
        try:
            content, name = b"", ""
            for file in sent.files[:1]:
                content, name = await file.read(LARGEST_BYTES + 1), file.filename or ""
            if not content:
                raise InvalidInput("file", "missing")
            if len(content) > LARGEST_BYTES:
                raise UploadTooLarge
            query = ListQuery(
                all_or_nothing=form.get("all_or_nothing") == "true",
                only_check=True,
                customer=_customer(form.get("customer", "")),
                file_name=name.replace("\0", "")[:200],
            )
            key = _key(form | {"content": hashlib.sha256(content).hexdigest()})
            report = await report_list(call, content, query, key)
        except _MENDABLE as error:
            return await page_again(call, error, lambda problem: _shown(call, problem, form))
    return await _go_on(call, report, form)


async def show_report(call: Call) -> Response:
    """Show what became of readings, or would."""
    customer = _customer(call.request.query_params.get("customer", ""))
    report = await call.around.catalog.get_report(call.context, _report_id(call), customer)
    order = {"refused": 0, "left_out": 1, "ready": 2, "recorded": 2}
    rows = sorted(
        report.rows,
        key=lambda row: (
            order[row.verdict],
            not (row.hint or row.deviation_acknowledged),
            row.row,
        ),
    )
    return page(
        call,
        "meter_report.html",
        report=report,
        rows=rows[:ROWS_SHOWN],
        left_out=max(len(rows) - ROWS_SHOWN, 0),
        ready=sum(row.verdict == "ready" for row in rows),
        may_record=not report.is_recorded
        and any(row.verdict == "ready" for row in rows)
        and not (report.all_or_nothing and report.refused),
        customer=str(customer or ""),
        problem=None,
    )


async def record(call: Call) -> Response:
    """Record the good ones of readings whose verdicts were looked at."""
    form = await read_form(call.request)
    report_id, customer = _report_id(call), _customer(form.get("customer", ""))
    await call.around.catalog.record_report(call.context, report_id, customer)
    return redirect(call, _address(report_id, form))


async def swap(call: Call) -> Response:
    """Record that a counter was swapped or began anew, for the vendor's people."""
    form = await read_form(call.request)
    device_id = device_id_in(call)
    try:
        body = read_values({**form, "new_value": form.get("new_value") or "0"}, CounterGoesOn)
        await change_counter(call, device_id, body, form.get("idempotency_key") or _fresh())
    except _MENDABLE as error:
        return await page_again(call, error, lambda problem: shown_device(call, problem, form))
    return redirect(call, f"/devices/{device_id}?done=swapped")


async def _go_on(call: Call, report: MeterReport, form: dict[str, str]) -> Response:
    """Record at once what raises no question; show the verdicts in any case."""
    if not report.is_recorded and not report.refused and not report.deviating:
        customer = _customer(form.get("customer", ""))
        await call.around.catalog.record_report(call.context, report.id, customer)
    return redirect(call, _address(report.id, form))


async def _shown(call: Call, problem: ProblemDetails | None, form: dict[str, str]) -> Response:
    customer = form.get("customer") or call.request.query_params.get("customer", "")
    due = await call.around.catalog.list_due(call.context, _customer(customer))
    return page(
        call,
        "meter_readings.html",
        status=problem.status if problem else 200,
        due=due,
        on_page=due.items[:DEVICES_SHOWN],
        form=form,
        problem=problem,
        customer=customer,
        key=_fresh(),
        list_address=_list_address(customer),
        overdue=_overdue(due),
    )


def _overdue(due: DueReadings) -> int:
    return sum(device.is_overdue for device in due.items)


def _list_address(customer: str) -> str:
    query = {"organisation_id": customer} if customer else {}
    return f"/v1{METERS}/due/list?{urlencode({**query, 'format': ''})}"


def _entered(form: dict[str, str]) -> tuple[EnteredReading, ...]:
    """Return the readings of a form's fields; those left empty are none."""
    day = form.get("read_on", "").strip()
    try:
        read_on = date.fromisoformat(day) if day else None
    except ValueError:
        raise InvalidFields((("read_on", "not_a_date"),)) from None
    found = [
        EnteredReading(device_id=device_id, counter=counter, value=value, read_on=read_on)
        for name, value in form.items()
        if value.strip() and (named := _named(name)) is not None
        for device_id, counter in [named]
    ]
    if not found:
        raise InvalidFields((("readings", "nothing_entered"),))
    return tuple(found)


def _named(field: str) -> tuple[UUID, CounterKind] | None:
    if not field.startswith(_VALUE):
        return None
    device, _, counter = field.removeprefix(_VALUE).partition(".")
    try:
        return UUID(device), next(kind for kind in COUNTER_KINDS if kind == counter)
    except (ValueError, StopIteration):
        return None


def _key(form: dict[str, str]) -> str:
    """Return the same key for the same form; what was mended is another report."""
    content = msgspec.json.encode(sorted(form.items()))
    return f"{form.get('idempotency_key', '')[:80]}:{hashlib.sha256(content).hexdigest()}"


def _fresh() -> str:
    return secrets.token_urlsafe()


def _customer(text: str) -> UUID | None:
    return read_values({"organisation_id": text}, OrganisationChoice).organisation_id


def _address(report_id: UUID, form: dict[str, str]) -> str:
    customer = form.get("customer", "")
    query = f"?{urlencode({'customer': customer})}" if customer else ""
    return f"{METERS}/reports/{report_id}{query}"


def _report_id(call: Call) -> UUID:
    return id_in(call, "report_id", "meter_report")
