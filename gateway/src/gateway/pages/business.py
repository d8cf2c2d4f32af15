"""The business area: its two parts, and where each of its functions is found (DW-03, DW-07)."""

from starlette.responses import Response

from contracts.errors import ChangedMeanwhile
from contracts.portal_functions import FunctionKey
from contracts.system_notices import SystemNoticeQuery
from gateway import problems
from gateway.api.decoding import read_values
from gateway.api.vendor_files import FunctionPlace, put_function
from gateway.call import Call
from gateway.pages.forms import read_form
from gateway.pages.notices import open_notices
from gateway.pages.page import page, redirect
from gateway.problems import InvalidFields, ProblemDetails

BUSINESS = "/business"
_PAGES: dict[FunctionKey, str] = {
    "customers": "/business/customers",
    "contracts": "/contracts",
    "resources": "/business/resources",
}
_MENDABLE = (ChangedMeanwhile, InvalidFields)


async def show(call: Call) -> Response:
    """Show the parts of the business area; to the vendor's people where each function is."""
    return await _shown(call, None)


async def move(call: Call) -> Response:
    """Say where a function is found; for the vendor's people."""
    form = await read_form(call.request)
    wanted = {name: form.get(name, "") for name in ("base_version", "legacy_url")}
    try:
        place = read_values(wanted, FunctionPlace)
        await put_function(call, call.request.path_params["key"], place)
    except _MENDABLE as error:
        problem = problems.problem_of(error)
        if problem is None:
            raise
        details = problems.describe(problem, call.texts, call.context.correlation_id)
        return await _shown(call, details)
    return redirect(call, f"{BUSINESS}?done=yes")


async def _shown(call: Call, problem: ProblemDetails | None) -> Response:
    functions = (await call.around.catalog.list_functions(call.context)).items
    is_staff = call.identified.principal.is_staff
    notices = None if is_staff else await open_notices(call, SystemNoticeQuery(limit=20))
    return page(
        call,
        "business.html",
        status=problem.status if problem else 200,
        functions=functions,
        notices=notices,
        pages=_PAGES,
        is_done=call.request.query_params.get("done") == "yes" and problem is None,
        problem=problem,
    )
