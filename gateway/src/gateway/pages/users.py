"""The people of one's organisation, for its administrators: who is invited, and who sees what."""

import asyncio
from collections.abc import Awaitable

from starlette.responses import Response

from contracts.errors import (
    AlreadyExists,
    InvalidInput,
    LastAdministrator,
    NotFound,
    NotPermitted,
    TooManyAttempts,
)
from contracts.identity import Invitation, InvitePerson
from contracts.ordering_errors import LimitReached
from contracts.principal import AREAS, Principal
from gateway.api.account_bodies import NewRole, OnBehalf
from gateway.api.bodies import Areas
from gateway.api.decoding import read_values
from gateway.api.members import change_role, remove_member
from gateway.api.people import invite_person, resend_invitation, revoke_invitation, set_areas
from gateway.call import Call
from gateway.pages.document_visibility import says_who_sees
from gateway.pages.forms import page_again, read_fields
from gateway.pages.page import page, redirect
from gateway.pages.path_ids import id_in
from gateway.problems import InvalidFields, ProblemDetails

USERS = "/users"
ROLES = ("admin", "member", "documents")
_MENDABLE = (
    AlreadyExists,
    InvalidFields,
    InvalidInput,
    LastAdministrator,
    LimitReached,
    NotFound,
    TooManyAttempts,
)
_DONE = frozenset({"invited", "resend", "revoke", "areas", "role", "remove"})


async def show(call: Call) -> Response:
    """Show who belongs to the organisation, and who is invited."""
    return await _shown(call, None, {})


async def invite(call: Call) -> Response:
    """Invite somebody by mail, with his role and areas."""
    fields = await read_fields(call.request)
    form = dict(fields)
    wanted = read_role(form)
    # Who administers sees everything, who reads documents nothing else: their areas are fixed.
    areas = _areas_in(fields) if wanted.role == "member" else None
    body = InvitePerson(email=form.get("email", "").strip(), role=wanted.role, areas=areas)
    return await _done_or_again(call, invite_person(call, body), "invited", form)


async def change_invitation(call: Call) -> Response:
    """Send an invitation again, or take it back."""
    form = dict(await read_fields(call.request))
    invitation_id = id_in(call, "invitation_id", "invitation")
    if form.get("action") == "resend":
        change = resend_invitation(call, invitation_id, OnBehalf())
    elif form.get("action") == "revoke":
        change = revoke_invitation(call, invitation_id, OnBehalf())
    else:
        raise InvalidFields((("action", "not_offered"),))
    return await _done_or_again(call, change, form["action"], {})


async def change(call: Call) -> Response:
    """Give a member other areas or another role, or end his membership."""
    fields = await read_fields(call.request)
    form = dict(fields)
    person_id = id_in(call, "person_id", "member")
    action = form.get("action", "")
    doing: Awaitable[object]
    if action == "areas":
        doing = set_areas(call, person_id, Areas(areas=_areas_in(fields)))
    elif action == "role":
        doing = change_role(call, person_id, read_role(form))
    elif action == "remove":
        doing = remove_member(call, person_id, OnBehalf())
    else:
        raise InvalidFields((("action", "not_offered"),))
    return await _done_or_again(call, doing, action, {})


def read_role(form: dict[str, str]) -> NewRole:
    """Return the role that was chosen.

    Raises:
        InvalidFields: it is none.
    """
    return read_values({"role": form.get("role", "")}, NewRole)


def areas_of(principal: Principal) -> tuple[str, ...]:
    """Return the areas that there are for people of such an organisation."""
    is_partner = principal.organisation_kind == "partner"
    return tuple(area for area in AREAS if area != "business" or is_partner)


def _areas_in(fields: list[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for name, value in fields if name == "area"))


async def _done_or_again(
    call: Call, doing: Awaitable[object], done: str, form: dict[str, str]
) -> Response:
    try:
        await doing
    except _MENDABLE as error:
        return await page_again(call, error, lambda details: _shown(call, details, form))
    return redirect(call, f"{USERS}?done={done}")


async def _shown(call: Call, problem: ProblemDetails | None, form: dict[str, str]) -> Response:
    if not says_who_sees(call):
        raise NotPermitted("admin")
    identity = call.around.identity
    members, invitations = await asyncio.gather(
        identity.list_members(call.context, None), identity.list_invitations(call.context, None)
    )
    principal = call.identified.principal
    done = call.request.query_params.get("done", "")
    return page(
        call,
        "users.html",
        status=problem.status if problem else 200,
        members=members.items,
        invitations=[each for each in invitations.items if _is_waiting(each)],
        areas=areas_of(principal),
        unbooked=[area for area in AREAS if principal.lacks_entitlement(area)],
        roles=ROLES,
        oneself=principal.subject,
        form=form,
        problem=problem,
        done=done if done in _DONE and problem is None else None,
    )


def _is_waiting(invitation: Invitation) -> bool:
    return invitation.state in {"pending", "expired"}
