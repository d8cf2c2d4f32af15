"""One's own particulars: the name, the language, and what is kept elsewhere (MB-01 to MB-03)."""

from starlette.responses import Response

from contracts.errors import InvalidInput, ManagedExternally
from contracts.principal import AREAS, Principal
from contracts.profiles import UpdateProfile
from gateway.api.decoding import read_values
from gateway.api.profiles import get_profile, update_profile
from gateway.call import Call
from gateway.pages.forms import page_again, read_form
from gateway.pages.page import page, redirect
from gateway.problems import InvalidFields, ProblemDetails

PROFILE = "/account/profile"
_FIELDS = ("given_name", "family_name", "language")
_MENDABLE = (InvalidFields, InvalidInput, ManagedExternally)


async def show(call: Call) -> Response:
    """Show what is known of whoever reads it, and what he may do here."""
    return await _shown(call, None, {})


async def save(call: Call) -> Response:
    """Change one's own name or language; the page is then shown in that language."""
    form = await read_form(call.request)
    given = {name: form[name].strip() for name in _FIELDS if name in form}
    try:
        await update_profile(call, read_values(given, UpdateProfile))
    except _MENDABLE as error:
        return await page_again(call, error, lambda details: _shown(call, details, form))
    return redirect(call, f"{PROFILE}?done=saved&lang={given.get('language', call.language)}")


async def _shown(call: Call, problem: ProblemDetails | None, form: dict[str, str]) -> Response:
    principal = call.identified.principal
    return page(
        call,
        "profile.html",
        status=problem.status if problem else 200,
        profile=await get_profile(call),
        organisation=call.identified.authenticated.organisation,
        principal=principal,
        entered=_entered(principal),
        closed=_closed(principal),
        form=form,
        problem=problem,
        is_done="done" in call.request.query_params and problem is None,
    )


def _entered(principal: Principal) -> tuple[str, ...]:
    return tuple(area for area in AREAS if principal.may_enter(area))


def _closed(principal: Principal) -> tuple[str, ...]:
    """Return the areas that there are for such an organisation and that he does not enter."""
    if principal.organisation_id is None or principal.role == "documents":
        return ()
    is_partner = principal.organisation_kind == "partner"
    offered = (area for area in AREAS if area != "business" or is_partner)
    return tuple(area for area in offered if not principal.may_enter(area))
