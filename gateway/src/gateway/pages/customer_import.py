"""A list of customers taken in from a file, with a verdict on each row."""

from collections.abc import Sequence

from starlette.responses import Response

from contracts.errors import InvalidInput
from contracts.identity import ImportCustomers, ImportedCustomer, ImportReport
from gateway.call import Call
from gateway.clients.stored_streams import UploadTooLarge
from gateway.pages.customer_place import require_staff
from gateway.pages.file_forms import read_file_form
from gateway.pages.forms import problem_in
from gateway.pages.page import page
from gateway.problems import InvalidFields, ProblemDetails

COLUMNS = ("customer_number", "name", "contact_email", "e_billing_address", "language")
_LONGEST_LIST = 1_000_000
_SHOWN_ROWS = 200
_MENDABLE = (InvalidFields, InvalidInput, UploadTooLarge)


async def show(call: Call) -> Response:
    """Ask for the list."""
    return _shown(call, None, None)


async def take_in(call: Call) -> Response:
    """Register each row's customer; sending the same list again is safe."""
    require_staff(call)
    try:
        wanted = ImportCustomers(csv=await _list_in(call))
        report = await call.around.identity.import_customers(call.context, wanted)
    except _MENDABLE as error:
        return _shown(call, problem_in(call, error), None)
    return _shown(call, None, report)


async def _list_in(call: Call) -> str:
    async with read_file_form(call.request) as form:
        if not form.files:
            raise InvalidFields((("csv", "missing"),))
        content = await form.files[0].read()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # As spreadsheets on German Windows save a CSV.
        text = content.decode("cp1252", "replace")
    if "\ufffd" in text or "\x00" in text:
        raise InvalidFields((("csv", "unreadable_character"),))
    if len(text) > _LONGEST_LIST:
        raise InvalidFields((("csv", "too_long"),))
    return text


def _shown(call: Call, problem: ProblemDetails | None, report: ImportReport | None) -> Response:
    require_staff(call)
    rows = _those_to_look_at_first(report.items if report else ())
    return page(
        call,
        "customer_import.html",
        status=problem.status if problem else 200,
        columns=COLUMNS,
        report=report,
        counts={
            outcome: sum(row.outcome == outcome for row in rows)
            for outcome in ("registered", "known", "refused")
        },
        invited=sum(row.invited for row in rows),
        rows=rows[:_SHOWN_ROWS],
        left_out=len(rows[_SHOWN_ROWS:]),
        problem=problem,
    )


def _those_to_look_at_first(rows: Sequence[ImportedCustomer]) -> list[ImportedCustomer]:
    """Return the rows with the refused ones first, each part in the order of the list."""
    return sorted(rows, key=lambda row: row.outcome != "refused")
