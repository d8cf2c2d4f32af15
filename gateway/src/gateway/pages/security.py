"""What a person sees and changes about how he signs in, and where he is signed in."""

import asyncio

from starlette.responses import Response

from contracts.errors import (
    InvalidInput,
    NotFound,
    NotPermitted,
    SecondFactorRefused,
    SignInRefused,
    TooManyAttempts,
    WeakPassword,
)
from contracts.second_factor import SecondFactorRule
from gateway.api.account_bodies import PasswordChange
from gateway.api.decoding import read_values
from gateway.api.own_account import change_password, end_other_sessions, end_session, list_sessions
from gateway.api.second_factor import (
    ProofGiven,
    get_second_factor_rule,
    get_second_factors,
    remove_totp,
    renew_recovery_codes,
    set_second_factor_rule,
)
from gateway.call import Call
from gateway.pages.forms import page_again, read_form
from gateway.pages.page import page, redirect
from gateway.pages.path_ids import id_in
from gateway.problems import InvalidFields, ProblemDetails

SECURITY = "/account/security"

_MENDABLE = (
    InvalidFields,
    InvalidInput,
    NotFound,
    NotPermitted,
    SecondFactorRefused,
    SignInRefused,
    TooManyAttempts,
)
_DONE = frozenset(
    {
        "password_changed",
        "totp_added",
        "totp_removed",
        "passkey_added",
        "passkey_renamed",
        "passkey_removed",
        "session_ended",
        "others_ended",
        "rule_changed",
    }
)


async def show(call: Call) -> Response:
    """Show factors, sessions and, to administrators, their organisation's rule."""
    return await _shown(call, None)


async def choose_password(call: Call) -> Response:
    """Choose another password, having said the present one; the other sessions end."""
    form = await read_form(call.request)
    try:
        await change_password(call, read_values(form, PasswordChange))
    except (*_MENDABLE, WeakPassword) as error:
        return await page_again(
            call, error, lambda details: _shown(call, details, is_about_password=True)
        )
    return done("password_changed", call)


async def remove_app(call: Call) -> Response:
    """Remove the authenticator app."""
    form = await read_form(call.request)
    try:
        await remove_totp(call, read_values(form, ProofGiven))
    except _MENDABLE as error:
        return await shown_with(call, error)
    return done("totp_removed", call)


async def renew_codes(call: Call) -> Response:
    """Make new codes for emergencies and show them, this once."""
    form = await read_form(call.request)
    try:
        codes = await renew_recovery_codes(call, read_values(form, ProofGiven))
    except _MENDABLE as error:
        return await shown_with(call, error)
    return page(call, "recovery_codes.html", codes=codes.items, is_first=False)


async def end_one_session(call: Call) -> Response:
    """End one of one's own sessions."""
    await end_session(call, id_in(call, "session_id", "session"))
    return done("session_ended", call)


async def end_others(call: Call) -> Response:
    """End all sessions but this one."""
    await end_other_sessions(call)
    return done("others_ended", call)


async def change_rule(call: Call) -> Response:
    """Ask the organisation's administrators for a second factor, or cease to."""
    form = await read_form(call.request)
    try:
        await set_second_factor_rule(call, SecondFactorRule(required=form.get("required") == "yes"))
    except _MENDABLE as error:
        return await shown_with(call, error)
    return done("rule_changed", call)


def done(what: str, call: Call) -> Response:
    """Lead back to the page, which says what was done."""
    return redirect(call, f"{SECURITY}?done={what}")


async def shown_with(call: Call, error: Exception) -> Response:
    """Show the page once more, with what is wrong."""
    return await page_again(call, error, lambda details: _shown(call, details))


async def _shown(
    call: Call, problem: ProblemDetails | None, *, is_about_password: bool = False
) -> Response:
    is_admin = call.identified.principal.is_admin
    factors, sessions, rule = await asyncio.gather(
        get_second_factors(call),
        list_sessions(call),
        get_second_factor_rule(call) if is_admin else _no_rule(),
    )
    query = call.request.query_params
    done_key = query.get("done", "")
    return page(
        call,
        "security.html",
        asks_back=True,
        status=problem.status if problem else 200,
        factors=factors,
        sessions=sessions.items,
        rule=rule,
        is_about_password=is_about_password,
        is_barred=call.identified.principal.barred_by == "second_factor_required",
        done=done_key if done_key in _DONE and problem is None else None,
        problem=problem,
    )


async def _no_rule() -> None:
    return None
