"""Signing in by the identity provider of one's organisation: there, and back again."""

from functools import partial
from urllib.parse import quote, unquote

import msgspec
from starlette.responses import Response

from contracts.errors import (
    IdentityProviderUnavailable,
    ProviderSignInRefused,
    TooManyAttempts,
)
from contracts.identity import Session, Token
from contracts.identity_providers import BeginProviderSignIn, CompleteProviderSignIn
from gateway.api.account_bodies import Address
from gateway.api.decoding import read_values
from gateway.call import Call
from gateway.pages.account import HOME, address_form, password_form
from gateway.pages.forms import own_address, read_form, shown_again
from gateway.pages.letting_in import let_in
from gateway.pages.page import page
from gateway.problems import InvalidFields

# No character of a token.
_PARTING = "~"


class _Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What the provider has the browser bring back (RFC 6749 4.1.2, RFC 9207)."""

    state: Token = ""
    code: str = ""
    iss: str | None = None
    error: str | None = None


async def begin(call: Call) -> Response:
    """Send the browser to the provider that speaks for the address, or ask for the password.

    By a page and not by a redirect: browsers hold a redirect after a form to our `form-action`.
    """
    form = await read_form(call.request)
    next_address = own_address(form.get("next"))
    email = form.get("email", "")
    try:
        call.around.sign_in_limit.count(call.client_address)
        address = read_values(form, Address)
        begun = await call.around.identity.begin_oidc_sign_in(
            call.context, BeginProviderSignIn(email=address.email)
        )
    except (IdentityProviderUnavailable, TooManyAttempts, InvalidFields) as error:
        return shown_again(call, error, partial(address_form, call, email, next_address))
    if begun.authorization_url is None or begun.browser_secret is None:
        return password_form(call, email, next_address, None)
    response = page(call, "leaving.html", authorization_url=begun.authorization_url)
    kept = f"{begun.browser_secret}{_PARTING}{quote(next_address or HOME, safe='')}"
    call.around.provider_cookie.set(response, kept)
    return response


async def finish(call: Call) -> Response:
    """Open a session with the provider's answer, in the browser that began, and lead on."""
    kept = call.request.cookies.get(call.around.provider_cookie.name, "")
    secret, _, next_address = kept.partition(_PARTING)
    try:
        session = await _completed(call, secret)
        response = let_in(call, session, own_address(unquote(next_address)) or HOME)
    except (ProviderSignInRefused, IdentityProviderUnavailable) as error:
        response = shown_again(call, error, partial(address_form, call, "", None))
    call.around.provider_cookie.clear(response)
    return response


async def _completed(call: Call, secret: str) -> Session:
    try:
        answer = read_values(call.request.query_params, _Answer)
        if answer.error is not None:
            raise ProviderSignInRefused("provider_declined")
        request = msgspec.convert(
            {
                "state": answer.state,
                "code": answer.code,
                "named_issuer": answer.iss,
                "browser_secret": secret,
            },
            CompleteProviderSignIn,
        )
    except (InvalidFields, msgspec.ValidationError):
        raise ProviderSignInRefused("sign_in_expired") from None
    return await call.around.identity.complete_oidc_sign_in(call.context, request)
