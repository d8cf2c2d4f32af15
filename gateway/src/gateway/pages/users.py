"""The people of one's organisation: who is invited, and who sees what.

Administrators change it; key users and support see who is there.
"""

import asyncio
from collections.abc import Awaitable

from starlette.responses import Response

from contracts.accounts import AccessRequest
from contracts.errors import (
    AlreadyExists,
    InvalidInput,
    NotFound,
    NotPermitted,
    TooManyAttempts,
)
from contracts.identity import Invitation, InvitePerson
from contracts.ordering_errors import LimitReached
from gateway.api.account_bodies import OnBehalf
from gateway.api.people import invite_person, resend_invitation, revoke_invitation
from gateway.call import Call
from gateway.pages.document_visibility import says_who_sees
from gateway.pages.forms import page_again, read_fields
from gateway.pages.page import page, redirect
from gateway.pages.path_ids import id_in
from gateway.pages.user_changes import (
    ROLES,
    areas_of,
    read_areas,
    read_role,
    sees_colleagues,
)
from gateway.problems import InvalidFields, ProblemDetails

USERS = "/users"
_MENDABLE = (
    AlreadyExists,
    InvalidFields,
    InvalidInput,
    LimitReached,
    NotFound,
    TooManyAttempts,
)
_DONE = frozenset({"invited", "resend", "revoke", "remove", "approved", "declined"})


async def show(call: Call) -> Response:
    """Show who belongs to the organisation, and who is invited."""
    return await shown_users(call, None, {})


async def invite(call: Call) -> Response:
    """Invite somebody by mail, with his role and areas."""
    fields = await read_fields(call.request)
    form = dict(fields)
    wanted = read_role(form)
    # Who administers sees everything, who reads documents nothing else: their areas are fixed.
    areas = read_areas(fields) if wanted.role == "member" else None
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


async def _done_or_again(
    call: Call, doing: Awaitable[object], done: str, form: dict[str, str]
) -> Response:
    try:
        await doing
    except _MENDABLE as error:
        return await page_again(call, error, lambda details: shown_users(call, details, form))
    return redirect(call, f"{USERS}?done={done}")


async def shown_users(call: Call, problem: ProblemDetails | None, form: dict[str, str]) -> Response:
    """Return the page, with what is wrong in what was sent to it."""
    principal, manages = call.identified.principal, says_who_sees(call)
    if not manages and not sees_colleagues(principal):
        raise NotPermitted("admin")
    members, (invitations, asked) = await asyncio.gather(
        call.around.identity.list_members(call.context, None), _waiting(call, manages=manages)
    )
    done = call.request.query_params.get("done", "")
    return page(
        call,
        "users.html",
        status=problem.status if problem else 200,
        members=members.items,
        manages=manages,
        invitations=invitations,
        asking=asked,
        areas=areas_of(principal),
        unbooked=[area for area in areas_of(principal) if principal.lacks_entitlement(area)],
        roles=ROLES,
        oneself=principal.subject,
        form=form,
        problem=problem,
        done=done if done in _DONE and problem is None else None,
    )


async def _waiting(call: Call, *, manages: bool) -> tuple[list[Invitation], list[AccessRequest]]:
    """Return who is invited and who asks; for whoever only sees his colleagues nobody."""
    if not manages:
        return [], []
    identity = call.around.identity
    invitations, asked = await asyncio.gather(
        identity.list_invitations(call.context, None),
        identity.list_access_requests(call.context, None),
    )
    return (
        [each for each in invitations.items if each.state in {"pending", "expired"}],
        [each for each in asked.items if each.state == "pending"],
    )
