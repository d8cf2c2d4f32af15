"""Keys for an organisation's machines: made, shown this once, listed, revoked."""

from typing import Annotated

import msgspec
from starlette.responses import Response

from contracts.errors import InvalidInput, NotPermitted
from contracts.identity import CreateApiKey, Name
from gateway.api.api_keys import list_api_keys, revoke_api_key
from gateway.api.decoding import read_values
from gateway.api.people import create_api_key
from gateway.call import Call
from gateway.pages.forms import page_again, read_form
from gateway.pages.page import page, redirect
from gateway.pages.path_ids import id_in
from gateway.problems import InvalidFields, ProblemDetails

PLACE = "/api-keys"
READ = "documents.read"
PUBLISH = "documents.publish"
PRINT = "print_batches.fetch"
_MENDABLE = (InvalidFields, InvalidInput)


class _Typed(msgspec.Struct, frozen=True, kw_only=True):
    name: Name
    scope: Annotated[str, msgspec.Meta(max_length=50)]


async def show(call: Call) -> Response:
    """Show the keys, and the form for another one."""
    return await _shown(call, None, {})


async def create(call: Call) -> Response:
    """Make a key, and show it this once."""
    _require_administrator(call)
    form = await read_form(call.request)
    try:
        made = await create_api_key(call, _wanted(call, form))
    except _MENDABLE as error:
        return await page_again(call, error, lambda details: _shown(call, details, form))
    return page(call, "api_key_secret.html", made=made)


async def revoke(call: Call) -> Response:
    """End a key for good."""
    _require_administrator(call)
    await revoke_api_key(call, id_in(call, "key_id", "api_key"))
    return redirect(call, f"{PLACE}?done=revoked")


def _wanted(call: Call, form: dict[str, str]) -> CreateApiKey:
    """Return the key that was typed: one thing that it may do, and for whom it speaks.

    Raises:
        InvalidFields: something is missing or cannot be.
    """
    values = {name: form.get(name, "").strip() for name in ("name", "scope")}
    typed = read_values(values, _Typed)
    if typed.scope not in _scopes(call):
        raise InvalidFields((("scope", "not_offered"),))
    sources = tuple(form.get("sources", "").split()) if typed.scope == PUBLISH else ()
    return CreateApiKey(name=typed.name, scopes=(typed.scope,), sources=sources)


def _scopes(call: Call) -> tuple[str, ...]:
    """Return what a key of such an organisation may do."""
    return (PUBLISH, PRINT, READ) if call.identified.principal.is_staff else (READ,)


def _require_administrator(call: Call) -> None:
    principal = call.identified.principal
    if not (principal.kind == "person" and principal.is_admin):
        raise NotPermitted("admin")


async def _shown(call: Call, problem: ProblemDetails | None, form: dict[str, str]) -> Response:
    _require_administrator(call)
    keys = (await list_api_keys(call)).items
    principal = call.identified.principal
    return page(
        call,
        "api_keys.html",
        status=problem.status if problem else 200,
        in_use=[each for each in keys if each.revoked_at is None],
        revoked=[each for each in keys if each.revoked_at is not None],
        scopes=_scopes(call),
        may_change=principal.support_session_id is None,
        back="/overview" if principal.is_staff else "/connections",
        form=form,
        is_revoked=call.request.query_params.get("done") == "revoked" and problem is None,
        problem=problem,
    )
