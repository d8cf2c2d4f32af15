"""FTP access of one's own organisation; a password is shown once, to who asks for it."""

from starlette.responses import Response

from contracts.errors import InvalidInput
from contracts.ftp_access import FtpPassword
from gateway import problems
from gateway.call import Call
from gateway.pages.page import page
from gateway.pages.path_ids import id_in
from gateway.problems import ProblemDetails


async def show(call: Call) -> Response:
    """Show the accesses, without passwords."""
    return await _shown(call, None, None)


async def reveal(call: Call) -> Response:
    """Show them with the password of one of them."""
    contract_id = id_in(call, "contract_id", "ftp_access")
    try:
        told = await call.around.catalog.reveal_ftp_password(call.context, contract_id)
    except InvalidInput as error:
        problem = problems.problem_of(error)
        if problem is None:
            raise
        details = problems.describe(problem, call.texts, call.context.correlation_id)
        return await _shown(call, None, details)
    return await _shown(call, told, None)


async def _shown(call: Call, told: FtpPassword | None, problem: ProblemDetails | None) -> Response:
    found = await call.around.catalog.list_ftp_access(call.context)
    response = page(
        call,
        "ftp_access.html",
        status=problem.status if problem else 200,
        accesses=found.items,
        told=told,
        problem=problem,
    )
    # Nothing keeps a page that may show a password.
    response.headers["Cache-Control"] = "no-store"
    return response
