"""A publisher's ledger beside the archive: what is missing, what differs, what waits."""

from starlette.responses import Response

from contracts.document_office import Reconciliation
from contracts.errors import InvalidInput
from gateway.api.office import ledger_text
from gateway.call import Call
from gateway.pages.file_forms import read_file_form
from gateway.pages.forms import problem_in
from gateway.pages.office import require_administration
from gateway.pages.page import page
from gateway.problems import InvalidFields, ProblemDetails

_MENDABLE = (InvalidFields, InvalidInput)


async def show(call: Call) -> Response:
    """Ask for the ledger."""
    return _shown(call, None, None)


async def compare(call: Call) -> Response:
    """Compare the ledger that was chosen; nothing of it is kept."""
    require_administration(call)
    try:
        found = await call.around.billing_docs.reconcile_ledger(call.context, await _ledger(call))
    except _MENDABLE as error:
        return _shown(call, problem_in(call, error), None)
    return _shown(call, None, found)


async def _ledger(call: Call) -> str:
    async with read_file_form(call.request) as form:
        if not form.files:
            raise InvalidFields((("ledger", "missing"),))
        return ledger_text(await form.files[0].read())


def _shown(call: Call, problem: ProblemDetails | None, found: Reconciliation | None) -> Response:
    require_administration(call)
    wrong = (
        [] if found is None else [each for each in found.counts if each.outcome not in _IN_ORDER]
    )
    return page(
        call,
        "office_ledger.html",
        status=problem.status if problem else 200,
        found=found,
        line_count=0 if found is None else sum(each.count for each in found.counts),
        wrong_count=sum(each.count for each in wrong),
        problem=problem,
    )


_IN_ORDER = ("archived", "under_another_event")
