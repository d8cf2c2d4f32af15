"""A forgotten password: ask for a link, and choose a new one by it (FD-20, FD-21)."""

from functools import partial

from starlette.responses import Response

from contracts.errors import LinkNotUsable, NotFound
from contracts.mailed_links import LinkPreview
from gateway.api.account_bodies import Address, NewPassword
from gateway.api.decoding import read_values
from gateway.api.own_account import preview_password_reset, request_password_reset, reset_password
from gateway.call import Call
from gateway.pages.dead_link import dead_link
from gateway.pages.forms import MENDABLE, read_form, shown_again
from gateway.pages.page import page, redirect
from gateway.problems import ProblemDetails

ASK = "/forgotten-password"


async def show_ask(call: Call) -> Response:
    """Show the form, or what to do next."""
    return _ask_form(call, "", None)


async def ask(call: Call) -> Response:
    """Have a link sent; the answer is the same for every address."""
    form = await read_form(call.request)
    try:
        await request_password_reset(call, read_values(form, Address))
    except MENDABLE as error:
        return shown_again(call, error, partial(_ask_form, call, form.get("email", "")))
    return redirect(call, f"{ASK}?sent=yes")


async def show_choice(call: Call) -> Response:
    """Show for whom the password is; looking uses nothing up."""
    try:
        link = await preview_password_reset(call, call.request.path_params["token"])
    except (NotFound, LinkNotUsable) as error:
        return dead_link(call, error, ASK)
    return _choice_form(call, link, None)


async def choose(call: Call) -> Response:
    """Store the password by the link, and lead on to signing in."""
    form, token = await read_form(call.request), call.request.path_params["token"]
    try:
        link = await preview_password_reset(call, token)
        await reset_password(call, token, read_values(form, NewPassword))
    except (NotFound, LinkNotUsable) as error:
        return dead_link(call, error, ASK)
    except MENDABLE as error:
        return shown_again(call, error, partial(_choice_form, call, link))
    response = redirect(call, f"{ASK}?done=yes")
    # The session in this browser, if there was one, ended with all the others.
    call.around.cookie.clear(response)
    return response


def _ask_form(call: Call, email: str, problem: ProblemDetails | None) -> Response:
    return page(
        call,
        "forgotten_password.html",
        status=problem.status if problem else 200,
        is_sent="sent" in call.request.query_params,
        is_done="done" in call.request.query_params,
        email=email,
        problem=problem,
    )


def _choice_form(call: Call, link: LinkPreview, problem: ProblemDetails | None) -> Response:
    return page(
        call,
        "new_password.html",
        status=problem.status if problem else 200,
        link=link,
        problem=problem,
    )
