"""Signing in and out."""

from starlette.responses import Response

from contracts.errors import SignInRefused, TooManyAttempts
from contracts.identity import SignIn
from gateway import problems
from gateway.api.bodies import Credentials
from gateway.api.decoding import read_values
from gateway.call import Call
from gateway.pages.forms import own_address, read_form
from gateway.pages.page import page, redirect
from gateway.problems import InvalidFields

HOME = "/post"


async def start(call: Call) -> Response:
    """Lead on to Post, to the sign-in, or to where one asks to be let in."""
    if call.signed_in is None:
        return redirect(call, "/sign-in")
    return redirect(call, HOME if call.signed_in.authenticated.organisation else "/access")


async def show_sign_in(call: Call) -> Response:
    """Show the form; who is signed in already is led on."""
    next_address = own_address(call.request.query_params.get("next"))
    if call.signed_in is not None:
        return redirect(call, next_address or HOME)
    return page(call, "sign_in.html", next_address=next_address, email="", problem=None)


async def sign_in(call: Call) -> Response:
    """Open a session and lead on to where the person wanted to go."""
    form = await read_form(call.request)
    next_address = own_address(form.get("next"))
    try:
        call.around.sign_in_limit.count(call.client_address)
        credentials = read_values(form, Credentials)
        session = await call.around.identity.open_session(
            call.context,
            SignIn(
                email=credentials.email,
                password=credentials.password,
                client=call.client_address,
            ),
        )
    except (SignInRefused, TooManyAttempts, InvalidFields) as error:
        return _shown_again(call, error, form.get("email", ""), next_address)
    response = redirect(call, next_address or HOME)
    call.around.cookie.set(response, session.token)
    return response


async def sign_out(call: Call) -> Response:
    """End the session and show the sign-in."""
    if call.signed_in is not None:
        call.around.sessions.forget(call.signed_in)
        await call.around.identity.close_session(call.context)
        call.around.sessions.forget(call.signed_in)
    response = redirect(call, "/sign-in?signed_out=yes")
    call.around.cookie.clear(response)
    return response


def _shown_again(call: Call, error: Exception, email: str, next_address: str | None) -> Response:
    problem = problems.problem_of(error)
    if isinstance(error, InvalidFields):
        # An address that cannot be one is refused in the same words as a wrong one (FD-19).
        problem = problems.problem_of(SignInRefused())
    if problem is None:
        raise error
    response = page(
        call,
        "sign_in.html",
        status=problem.status,
        next_address=next_address,
        email=email,
        problem=problems.describe(problem, call.texts, call.context.correlation_id),
    )
    response.headers.update(problem.headers)
    return response
