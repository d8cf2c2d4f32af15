"""Signing in with another address: ask with the password, confirm by the link (SE-31)."""

from functools import partial

from starlette.responses import Response

from contracts.errors import AlreadyExists, InitialAddressProtected, LinkNotUsable, NotFound
from contracts.mailed_links import LinkPreview
from gateway.api.account_bodies import NewSignInAddress
from gateway.api.decoding import read_values
from gateway.api.own_account import (
    confirm_email_change,
    preview_email_change,
    request_email_change,
)
from gateway.call import Call
from gateway.pages.dead_link import dead_link
from gateway.pages.forms import MENDABLE, read_form, shown_again
from gateway.pages.page import page, redirect
from gateway.problems import ProblemDetails

ASK = "/sign-in-address"


async def show(call: Call) -> Response:
    """Show the form, or what to do next."""
    return _form(call, "", None)


async def ask(call: Call) -> Response:
    """Have a link sent to the new address; the answer is the same for taken and free ones."""
    form = await read_form(call.request)
    try:
        await request_email_change(call, read_values(form, NewSignInAddress))
    except (*MENDABLE, InitialAddressProtected) as error:
        return shown_again(call, error, partial(_form, call, form.get("email", "")))
    return redirect(call, f"{ASK}?sent=yes")


async def show_confirmation(call: Call) -> Response:
    """Show which address is to be signed in with; looking uses nothing up."""
    if "done" in call.request.query_params:
        return _confirmation(call, None)
    try:
        link = await preview_email_change(call, call.request.path_params["token"])
    except (NotFound, LinkNotUsable) as error:
        return dead_link(call, error, ASK)
    return _confirmation(call, link)


async def confirm(call: Call) -> Response:
    """Sign in with the new address from now on."""
    try:
        await confirm_email_change(call, call.request.path_params["token"])
    except AlreadyExists as error:
        return dead_link(call, error, ASK, title="sign_in_address.taken")
    except (NotFound, LinkNotUsable, InitialAddressProtected) as error:
        return dead_link(call, error, ASK)
    if call.signed_in is not None:
        call.forget_who_asks()
    return redirect(call, f"{call.request.url.path}?done=yes")


def _form(call: Call, email: str, problem: ProblemDetails | None) -> Response:
    return page(
        call,
        "sign_in_address.html",
        status=problem.status if problem else 200,
        is_sent="sent" in call.request.query_params and problem is None,
        present=call.identified.authenticated.email,
        email=email,
        problem=problem,
    )


def _confirmation(call: Call, link: LinkPreview | None) -> Response:
    """Return the form; without a link, that it is done."""
    return page(call, "confirm_address.html", link=link)
