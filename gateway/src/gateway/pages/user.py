"""One person of one's organisation: what he sees and may do, tried out before it is changed."""

import msgspec
from starlette.responses import Response

from contracts.errors import (
    NotFound,
    NotPermitted,
)
from contracts.identity import Membership
from contracts.principal import GRANTS, PARTNER_GRANTS, Principal
from gateway.api.account_bodies import NewOperatorNumber
from gateway.api.decoding import read_values
from gateway.api.members import set_operator_number
from gateway.api.previews import MemberChange, Preview, preview_member_change
from gateway.call import Call
from gateway.pages.document_visibility import says_who_sees
from gateway.pages.forms import page_again, read_fields, read_form
from gateway.pages.page import page, redirect
from gateway.pages.path_ids import id_in
from gateway.pages.user_changes import (
    MENDABLE,
    NO_TEAM,
    ROLES,
    SCOPES,
    TEAMS,
    areas_of,
    given_areas,
    make_change,
    read_change,
    sees_colleagues,
)
from gateway.problems import ProblemDetails

USERS = "/users"
_DONE = frozenset({"areas", "role", "grants", "data_scope", "team", "operator_number"})


class _Tried(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody tries before he does it, and what would follow."""

    fields: tuple[tuple[str, str], ...]
    change: MemberChange
    preview: Preview


async def show(call: Call) -> Response:
    """Show what one person sees and may do, and what of it can be changed."""
    return await _shown(call, None)


async def change(call: Call) -> Response:
    """Change one thing about a person, or end his membership."""
    person_id = id_in(call, "person_id", "member")
    fields = await read_fields(call.request)
    try:
        wanted = read_change(fields)
        await make_change(call, person_id, wanted)
    except MENDABLE as error:
        return await _again(call, error)
    if wanted.is_removed:
        return redirect(call, f"{USERS}?done=remove")
    return redirect(call, f"{USERS}/{person_id}?done={dict(fields)['change']}")


async def try_out(call: Call) -> Response:
    """Show what would follow from a change; nothing is changed."""
    person_id = id_in(call, "person_id", "member")
    fields = await read_fields(call.request)
    try:
        wanted = read_change(fields)
        preview = await preview_member_change(call, person_id, wanted)
    except MENDABLE as error:
        return await _again(call, error)
    tried = _Tried(fields=tuple(fields), change=wanted, preview=preview)
    return await _shown(call, None, tried)


async def choose_number(call: Call) -> Response:
    """Say who the person is in the ERP; nothing takes the number away (SE-42)."""
    person_id = id_in(call, "person_id", "member")
    number = (await read_form(call.request)).get("operator_number", "").strip()
    try:
        chosen = NewOperatorNumber(operator_number=None)
        if number:
            chosen = read_values({"operator_number": number}, NewOperatorNumber)
        await set_operator_number(call, person_id, chosen)
    except MENDABLE as error:
        return await page_again(call, error, lambda details: _shown(call, details, number=number))
    return redirect(call, f"{USERS}/{person_id}?done=operator_number")


async def _again(call: Call, error: Exception) -> Response:
    return await page_again(call, error, lambda details: _shown(call, details))


async def _shown(
    call: Call,
    problem: ProblemDetails | None,
    tried: _Tried | None = None,
    *,
    number: str | None = None,
) -> Response:
    principal, manages = call.identified.principal, says_who_sees(call)
    if not manages and not sees_colleagues(principal):
        raise NotPermitted("admin")
    member = await _member_in(call)
    given = given_areas(principal, member, manages=manages)
    wanted = tried.change if tried else MemberChange()
    done = call.request.query_params.get("done", "")
    return page(
        call,
        "user.html",
        status=problem.status if problem else 200,
        member=member,
        sees=_seen(member, principal),
        manages=manages,
        areas=given,
        # Each change names every area: what is not his to say stays as it is.
        kept_areas=[area for area in member.areas if area not in given],
        unbooked=[area for area in areas_of(principal) if principal.lacks_entitlement(area)],
        roles=ROLES,
        grants=_grants_of(principal),
        teams=(NO_TEAM, *TEAMS),
        no_team=NO_TEAM,
        scopes=SCOPES,
        is_partner=principal.organisation_kind == "partner",
        is_oneself=member.person_id == principal.subject,
        operator_number=member.operator_number or "" if number is None else number,
        chosen=_chosen(member, wanted),
        tried=tried,
        problem=problem,
        done=done if done in _DONE and problem is None and tried is None else None,
    )


async def _member_in(call: Call) -> Membership:
    person_id = id_in(call, "person_id", "member")
    members = await call.around.identity.list_members(call.context, None)
    for member in members.items:
        if member.person_id == person_id:
            return member
    raise NotFound("member")


def _seen(member: Membership, principal: Principal) -> tuple[tuple[str, bool], ...]:
    """Return each area that there is for them, and whether the person enters it."""
    return tuple(
        (area, area in member.areas and not principal.lacks_entitlement(area))
        for area in areas_of(principal)
    )


def _grants_of(principal: Principal) -> tuple[str, ...]:
    """Return what may be granted: some things there are only where customers are served."""
    is_partner = principal.organisation_kind == "partner"
    return tuple(grant for grant in GRANTS if is_partner or grant not in PARTNER_GRANTS)


def _chosen(member: Membership, wanted: MemberChange) -> Membership:
    """Return the person as the forms are filled in: as he is, but for what is being tried."""
    changes = {
        "areas": wanted.areas,
        "role": wanted.role,
        "grants": wanted.grants,
        "data_scope": wanted.data_scope,
    }
    chosen: dict[str, object] = {
        name: value for name, value in changes.items() if value is not None
    }
    if wanted.team is not msgspec.UNSET:
        chosen["team"] = wanted.team
    return msgspec.structs.replace(member, **chosen)
