"""Signing up without an invitation: ask for a link, and finish by it (FD-04, FD-05, FD-07)."""

from functools import partial

from starlette.responses import Response

from contracts.errors import AlreadyExists, LinkNotUsable, NotFound
from contracts.mailed_links import LinkPreview
from gateway.api.account_bodies import Address, Registration
from gateway.api.decoding import read_values
from gateway.api.own_account import (
    complete_registration,
    preview_registration,
    request_registration,
)
from gateway.call import Call
from gateway.pages.access import ACCESS
from gateway.pages.dead_link import dead_link
from gateway.pages.forms import MENDABLE, read_form, shown_again
from gateway.pages.letting_in import let_in
from gateway.pages.page import page, redirect
from gateway.problems import ProblemDetails

ASK = "/register"


async def show_ask(call: Call) -> Response:
    """Show the form, or what to do next."""
    return _ask_form(call, "", None)


async def ask(call: Call) -> Response:
    """Have a link sent; the answer is the same for every address."""
    form = await read_form(call.request)
    try:
        await request_registration(call, read_values(form, Address))
    except MENDABLE as error:
        return shown_again(call, error, partial(_ask_form, call, form.get("email", "")))
    return redirect(call, f"{ASK}?sent=yes")


async def show_form(call: Call) -> Response:
    """Show for which address one signs up; looking uses nothing up."""
    try:
        link = await preview_registration(call, call.request.path_params["token"])
    except (NotFound, LinkNotUsable) as error:
        return dead_link(call, error, ASK)
    return _form(call, link, "", None)


async def complete(call: Call) -> Response:
    """Sign up with a name and a password, sign in, and lead on to asking for access."""
    form, token = await read_form(call.request), call.request.path_params["token"]
    try:
        link = await preview_registration(call, token)
        session = await complete_registration(call, token, read_values(form, Registration))
    except (NotFound, LinkNotUsable) as error:
        return dead_link(call, error, ASK)
    except AlreadyExists as error:
        return dead_link(call, error, "/sign-in", title="registration.has_account")
    except MENDABLE as error:
        name = form.get("person_name", "")
        return shown_again(call, error, partial(_form, call, link, name))
    return let_in(call, session, ACCESS)


def _ask_form(call: Call, email: str, problem: ProblemDetails | None) -> Response:
    return page(
        call,
        "register.html",
        status=problem.status if problem else 200,
        is_sent="sent" in call.request.query_params,
        email=email,
        problem=problem,
    )


def _form(
    call: Call, link: LinkPreview, person_name: str, problem: ProblemDetails | None
) -> Response:
    return page(
        call,
        "registration.html",
        status=problem.status if problem else 200,
        link=link,
        person_name=person_name,
        problem=problem,
    )
