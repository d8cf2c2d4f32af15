"""What a browser gets after a password was right: its session, or the question for a factor."""

from dataclasses import dataclass
from typing import get_args
from urllib.parse import urlencode

from starlette.responses import Response

from contracts.identity import SecondFactorMethod, Session
from gateway.call import Call
from gateway.pages.page import redirect

SECOND_FACTOR = "/sign-in/second-factor"
# No character of a token.
_PARTING = "~"


@dataclass(frozen=True, kw_only=True, slots=True)
class PendingSignIn:
    """What the browser keeps until the second factor is given."""

    token: str
    awaits: tuple[SecondFactorMethod, ...]


def let_in(call: Call, session: Session, address: str) -> Response:
    """Lead the browser with its session to `address`; by way of the second factor if one is due."""
    if session.awaits:
        response = redirect(call, f"{SECOND_FACTOR}?{urlencode({'next': address})}")
        kept = _PARTING.join((session.token, *session.awaits))
        call.around.pending_cookie.set(response, kept)
        return response
    response = redirect(call, address)
    call.around.cookie.set(response, session.token)
    call.around.pending_cookie.clear(response)
    # Whoever signs in begins as himself.
    call.around.support_cookie.clear(response)
    return response


def pending_sign_in(call: Call) -> PendingSignIn | None:
    """Return the sign-in that this browser has begun, or None."""
    kept = call.request.cookies.get(call.around.pending_cookie.name, "")
    token, *awaits = kept.split(_PARTING)
    known = tuple(method for method in get_args(SecondFactorMethod) if method in awaits)
    return PendingSignIn(token=token, awaits=known) if token and known else None
