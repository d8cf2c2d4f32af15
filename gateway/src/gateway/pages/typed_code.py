"""The second way in, for whoever may not follow a link: the mail's address and its code (SE-38)."""

from starlette.responses import Response

from contracts.errors import (
    InvalidInput,
    InvitationNotUsable,
    NotFound,
    SignInRefused,
    TooManyAttempts,
    WeakPassword,
)
from contracts.identity import Session
from gateway import problems
from gateway.api.bodies import TypedAcceptance
from gateway.api.decoding import read_values
from gateway.api.people import accept_typed_invitation
from gateway.call import Call
from gateway.pages.account import HOME
from gateway.pages.forms import read_form
from gateway.pages.letting_in import let_in
from gateway.pages.page import page
from gateway.problems import InvalidFields, ProblemDetails

_MENDABLE = (
    InvalidFields,
    InvalidInput,
    InvitationNotUsable,
    SignInRefused,
    TooManyAttempts,
    WeakPassword,
)


async def show(call: Call) -> Response:
    """Show the form."""
    return _form(call, {}, None)


async def accept(call: Call) -> Response:
    """Accept the invitation, sign in, and lead on to Post."""
    form = await read_form(call.request)
    try:
        session = await _accepted(call, read_values(form, TypedAcceptance))
    except _MENDABLE as error:
        problem = problems.problem_of(error)
        if problem is None:
            raise
        details = problems.describe(problem, call.texts, call.context.correlation_id)
        response = _form(call, form, details)
        response.headers.update(problem.headers)
        return response
    return let_in(call, session, HOME)


async def _accepted(call: Call, acceptance: TypedAcceptance) -> Session:
    try:
        return await accept_typed_invitation(call, acceptance)
    except NotFound:
        raise InvalidInput("code", "code_unknown") from None


def _form(call: Call, filled_in: dict[str, str], problem: ProblemDetails | None) -> Response:
    return page(
        call,
        "typed_code.html",
        status=problem.status if problem else 200,
        email=filled_in.get("email", ""),
        code=filled_in.get("code", ""),
        person_name=filled_in.get("person_name", ""),
        problem=problem,
    )
