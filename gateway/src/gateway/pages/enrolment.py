"""Setting an authenticator app up: scan, type the code that it shows, keep the codes."""

from starlette.responses import Response

from contracts.errors import (
    AlreadyExists,
    InvalidInput,
    NotFound,
    SecondFactorRefused,
    SignInRefused,
    TooManyAttempts,
)
from contracts.second_factor import ConfirmTotp
from gateway.api.decoding import read_values
from gateway.api.second_factor import ProofGiven, begin_totp, confirm_totp
from gateway.call import Call
from gateway.pages.forms import read_form, shown_again
from gateway.pages.page import page
from gateway.pages.qr_code import qr_code
from gateway.pages.security import done, shown_with
from gateway.problems import InvalidFields, ProblemDetails

_REFUSED = (
    AlreadyExists,
    InvalidFields,
    InvalidInput,
    NotFound,
    SecondFactorRefused,
    SignInRefused,
    TooManyAttempts,
)
_GROUP = 4
_LONGEST_ADDRESS = 1000


async def begin(call: Call) -> Response:
    """Show the secret for the app, as a picture and to type in."""
    form = await read_form(call.request)
    try:
        enrolment = await begin_totp(call, read_values(form, ProofGiven))
    except _REFUSED as error:
        return await shown_with(call, error)
    return _form(call, enrolment.otpauth_url, enrolment.secret, None)


async def confirm(call: Call) -> Response:
    """Confirm the app by its code; show the codes for emergencies that come with it, this once.

    The secret comes back from the page itself: identity keeps it sealed and tells it no second
    time.
    """
    form = await read_form(call.request)
    try:
        added = await confirm_totp(call, read_values(form, ConfirmTotp))
    except (InvalidFields, InvalidInput) as error:
        address, secret = form.get("otpauth_url", ""), form.get("secret", "")
        return shown_again(call, error, lambda problem: _form(call, address, secret, problem))
    except _REFUSED as error:
        return await shown_with(call, error)
    if added.recovery_codes:
        response = page(call, "recovery_codes.html", codes=added.recovery_codes, is_first=True)
    else:
        response = done("totp_added", call)
    call.around.cookie.set(response, added.token)
    return response


def _form(call: Call, otpauth_url: str, secret: str, problem: ProblemDetails | None) -> Response:
    is_ours = otpauth_url.startswith("otpauth://totp/") and len(otpauth_url) <= _LONGEST_ADDRESS
    return page(
        call,
        "enrolment.html",
        status=problem.status if problem else 200,
        picture=qr_code(otpauth_url) if is_ours else None,
        otpauth_url=otpauth_url,
        secret=secret,
        secret_in_groups=" ".join(secret[at : at + _GROUP] for at in range(0, len(secret), _GROUP)),
        problem=problem,
    )
