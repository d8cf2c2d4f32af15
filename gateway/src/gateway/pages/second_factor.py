"""The third step of signing in, for who has a second factor."""

from functools import partial
from typing import Any

from starlette.responses import Response

from contracts.errors import (
    InvalidInput,
    NotSignedIn,
    PasskeyRefused,
    SecondFactorRefused,
    TooManyAttempts,
)
from contracts.passkeys import PasskeyAssertion
from gateway.api.decoding import read_values
from gateway.api.second_factor import SignInCompletion, complete_sign_in
from gateway.call import Call
from gateway.pages.account import HOME
from gateway.pages.credentials import read_credential
from gateway.pages.forms import own_address, read_form, shown_again
from gateway.pages.letting_in import PendingSignIn, let_in, pending_sign_in
from gateway.pages.page import page, redirect
from gateway.problems import InvalidFields, ProblemDetails

_MENDABLE = (InvalidFields, InvalidInput, PasskeyRefused, SecondFactorRefused, TooManyAttempts)
_FIELDS = ("totp", "recovery_code")


async def show(call: Call) -> Response:
    """Ask for the factor; without a sign-in that awaits one, lead to its beginning."""
    pending = pending_sign_in(call)
    next_address = own_address(call.request.query_params.get("next"))
    if pending is None:
        return redirect(call, "/sign-in")
    return _form(call, pending, next_address, None)


async def complete(call: Call) -> Response:
    """Complete the sign-in with the factor, and lead on to where the person wanted to go."""
    form = await read_form(call.request)
    pending = pending_sign_in(call)
    next_address = own_address(form.get("next"))
    if pending is None:
        return _begin_anew(call)
    try:
        session = await complete_sign_in(call, _completion(pending, form))
    except NotSignedIn:
        return _begin_anew(call)
    except _MENDABLE as error:
        return shown_again(call, error, partial(_form, call, pending, next_address))
    return let_in(call, session, next_address or HOME)


def _completion(pending: PendingSignIn, form: dict[str, str]) -> SignInCompletion:
    if form.get("credential"):
        credential = read_credential(form, PasskeyAssertion)
        return SignInCompletion(token=pending.token, passkey=credential)
    given: dict[str, Any] = {name: form[name] for name in _FIELDS if form.get(name)}
    return read_values({**given, "token": pending.token}, SignInCompletion)


def _begin_anew(call: Call) -> Response:
    response = redirect(call, "/sign-in?expired=yes")
    call.around.pending_cookie.clear(response)
    return response


def _form(
    call: Call,
    pending: PendingSignIn,
    next_address: str | None,
    problem: ProblemDetails | None,
) -> Response:
    return page(
        call,
        "second_factor.html",
        asks_back="passkey" in pending.awaits,
        status=problem.status if problem else 200,
        awaits=pending.awaits,
        next_address=next_address,
        problem=problem,
    )
