"""Signing in, the address first (FD-19), and signing out."""

from functools import partial
from typing import Literal

from starlette.responses import Response

from contracts.accounts import SignInSteps
from contracts.errors import (
    IdentityProviderRequired,
    PasskeyRefused,
    SignInRefused,
    TooManyAttempts,
)
from contracts.identity import SignIn
from contracts.passkeys import PasskeyAssertion
from gateway.api.account_bodies import Address
from gateway.api.bodies import Credentials
from gateway.api.decoding import read_values
from gateway.api.own_account import begin_sign_in
from gateway.api.passkeys import PasskeyGiven, open_session_by_passkey
from gateway.call import Call
from gateway.pages.credentials import read_credential
from gateway.pages.forms import own_address, read_form, shown_again
from gateway.pages.home import home_of
from gateway.pages.letting_in import let_in
from gateway.pages.page import page, redirect
from gateway.pages.support_session import leave_support_session
from gateway.problems import InvalidFields, ProblemDetails

HOME = "/"
ByProvider = Literal["no", "offered", "required"]
"""Whether people with the address may, or must, sign in by their organisation's provider."""


async def start(call: Call) -> Response:
    """Lead on to where one comes in, to the sign-in, or to where one asks to be let in."""
    if call.signed_in is None:
        return redirect(call, "/sign-in")
    if call.signed_in.authenticated.organisation is None:
        return redirect(call, "/access")
    return redirect(call, home_of(call.signed_in.principal))


async def show_sign_in(call: Call) -> Response:
    """Ask for the address; who is signed in already is led on."""
    next_address = own_address(call.request.query_params.get("next"))
    if call.signed_in is not None:
        return redirect(call, next_address or HOME)
    return address_form(call, "", next_address, None)


async def sign_in(call: Call) -> Response:
    """Take the address and ask for the password; with both, open a session and lead on."""
    form = await read_form(call.request)
    next_address = own_address(form.get("next"))
    if "password" in form:
        return await _sign_in(call, form, next_address)
    email = form.get("email", "")
    try:
        steps = await begin_sign_in(call, read_values(form, Address))
    except InvalidFields as error:
        return shown_again(call, error, partial(address_form, call, email, next_address))
    return password_form(call, email, next_address, None, by_provider=_by_provider(steps))


async def sign_in_by_passkey(call: Call) -> Response:
    """Open a session by a passkey alone, and lead on."""
    form = await read_form(call.request)
    next_address = own_address(form.get("next"))
    try:
        given = PasskeyGiven(credential=read_credential(form, PasskeyAssertion))
        session = await open_session_by_passkey(call, given)
    except (IdentityProviderRequired, PasskeyRefused, TooManyAttempts) as error:
        return shown_again(call, error, partial(address_form, call, "", next_address))
    return let_in(call, session, next_address or HOME)


async def sign_out(call: Call) -> Response:
    """End the session and show the sign-in; looking into a customer's portal ends first."""
    if call.signed_in is not None and call.signed_in.principal.support_session_id is not None:
        return await leave_support_session(call)
    if call.signed_in is not None:
        call.around.sessions.forget(call.signed_in)
        await call.around.identity.close_session(call.context)
        call.around.sessions.forget(call.signed_in)
    response = redirect(call, "/sign-in?signed_out=yes")
    call.around.cookie.clear(response)
    # Pages are not cached (no-store); this also empties what is shown again by going back.
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


async def _sign_in(call: Call, form: dict[str, str], next_address: str | None) -> Response:
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
    except (SignInRefused, IdentityProviderRequired, TooManyAttempts, InvalidFields) as error:
        # An address that cannot be one is refused in the same words as a wrong one (FD-19).
        told = SignInRefused() if isinstance(error, InvalidFields) else error
        offered: ByProvider = "offered" if form.get("by_provider") else "no"
        if isinstance(error, IdentityProviderRequired):
            offered = "required"
        email = form.get("email", "")
        shown = partial(password_form, call, email, next_address, by_provider=offered)
        return shown_again(call, told, shown)
    return let_in(call, session, next_address or HOME)


def address_form(
    call: Call, email: str, next_address: str | None, problem: ProblemDetails | None
) -> Response:
    """Return the first step: the form that asks for the address."""
    return page(
        call,
        "sign_in.html",
        asks_back=True,
        status=problem.status if problem else 200,
        next_address=next_address,
        email=email,
        problem=problem,
    )


def password_form(
    call: Call,
    email: str,
    next_address: str | None,
    problem: ProblemDetails | None,
    *,
    by_provider: ByProvider = "no",
) -> Response:
    """Return the second step: the ways to go on after the address."""
    return page(
        call,
        "sign_in_password.html",
        status=problem.status if problem else 200,
        by_provider=by_provider,
        next_address=next_address,
        email=email,
        problem=problem,
    )


def _by_provider(steps: SignInSteps) -> ByProvider:
    if "identity_provider" not in steps.methods:
        return "no"
    return "offered" if "password" in steps.methods else "required"
