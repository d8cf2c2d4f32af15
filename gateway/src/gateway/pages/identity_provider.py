"""The sign-in service that an organisation brings, for its administrators (OpenID Connect)."""

from collections.abc import Iterable

from starlette.responses import Response

from contracts.errors import InvalidInput, NotFound, NotPermitted
from contracts.identity_providers import IdentityProvider, SetIdentityProvider
from gateway.api.bodies import OrganisationChoice
from gateway.api.decoding import read_values
from gateway.api.identity_providers import (
    get_identity_provider,
    remove_identity_provider,
    set_identity_provider,
)
from gateway.call import Call
from gateway.pages.forms import page_again, read_form
from gateway.pages.page import page, redirect
from gateway.problems import InvalidFields, ProblemDetails

PLACE = "/company/sign-in"
CALLBACK = "/sign-in/oidc/callback"
_DONE = frozenset({"saved", "removed"})
_MENDABLE = (InvalidFields, InvalidInput)
_LISTS = ("domains", "strong_acr_values")
_TICKS = ("is_required", "admits_colleagues")


async def show(call: Call) -> Response:
    """Show the settings, without the secret, and which domains count already."""
    return await _shown(call, None, None)


async def save(call: Call) -> Response:
    """Set the service; its domains count once the vendor has confirmed them."""
    _require_administrator(call)
    form = await read_form(call.request)
    try:
        await set_identity_provider(call, _settings_in(form))
    except _MENDABLE as error:
        typed = {name: value for name, value in form.items() if name != "client_secret"}
        return await page_again(call, error, lambda details: _shown(call, details, typed))
    return redirect(call, f"{PLACE}?done=saved")


async def remove(call: Call) -> Response:
    """Forget the service: everybody signs in with a password again."""
    _require_administrator(call)
    form = await read_form(call.request)
    if form.get("is_sure") != "yes":
        unsure = InvalidFields((("is_sure", "missing"),), are_in_body=False)
        return await page_again(call, unsure, lambda details: _shown(call, details, None))
    await remove_identity_provider(call)
    return redirect(call, f"{PLACE}?done=removed")


def _settings_in(form: dict[str, str]) -> SetIdentityProvider:
    """Return the settings that were typed: one domain a line, ticks for yes.

    Raises:
        InvalidFields: something is missing or cannot be.
    """
    values = {name: form.get(name, "").strip() for name in ("issuer", "client_id")}
    # Spaces around a secret may belong to it, but whoever pastes one does not mean them.
    values["client_secret"] = form.get("client_secret", "").strip()
    values |= {name: ",".join(_lines(form.get(name, ""))) for name in _LISTS}
    values |= {name: "true" for name in _TICKS if form.get(name) == "true"}
    return read_values(values, SetIdentityProvider)


def _lines(text: str) -> list[str]:
    return [part for line in text.splitlines() for part in line.replace(",", " ").split()]


def _require_administrator(call: Call) -> None:
    principal = call.identified.principal
    is_in_person = principal.kind == "person" and principal.support_session_id is None
    if not (principal.is_admin and is_in_person and principal.organisation_id is not None):
        raise NotPermitted("admin")


async def _shown(
    call: Call, problem: ProblemDetails | None, form: dict[str, str] | None
) -> Response:
    _require_administrator(call)
    provider = await _provider(call)
    done = call.request.query_params.get("done", "")
    return page(
        call,
        "identity_provider.html",
        status=problem.status if problem else 200,
        provider=provider,
        waiting=[each.domain for each in provider.domains if each.confirmed_at is None]
        if provider
        else [],
        form=_as_form(provider) if form is None else form,
        is_typed=form is not None,
        redirect_uri=call.around.settings.public_origin + CALLBACK,
        is_vendor=call.identified.principal.is_staff,
        done=done if done in _DONE and problem is None else None,
        problem=problem,
    )


async def _provider(call: Call) -> IdentityProvider | None:
    try:
        return await get_identity_provider(call, OrganisationChoice())
    except NotFound:
        return None


def _as_form(provider: IdentityProvider | None) -> dict[str, str]:
    """Return the settings as the form holds them."""
    if provider is None:
        return {}
    return {
        "issuer": provider.issuer,
        "client_id": provider.client_id,
        "domains": _in_lines(each.domain for each in provider.domains),
        "strong_acr_values": _in_lines(provider.strong_acr_values),
        **{name: "true" for name in _TICKS if getattr(provider, name)},
    }


def _in_lines(values: Iterable[str]) -> str:
    return "\n".join(values)
