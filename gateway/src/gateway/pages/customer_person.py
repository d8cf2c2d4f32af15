"""One of an organisation's people at the vendor's desk: what support changes on the phone."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from uuid import UUID

from starlette.responses import Response

from contracts.errors import (
    NotFound,
)
from contracts.identity import Membership
from gateway.api.account_bodies import NewRole, OnBehalf
from gateway.api.decoding import read_values
from gateway.api.members import change_role, remove_member
from gateway.api.profile_bodies import AccountChoice
from gateway.api.profiles import link_account
from gateway.api.second_factor import ResetReason, reset_second_factors
from gateway.call import Call
from gateway.pages.customer_place import (
    address_of,
    done_in,
    organisation_id_in,
    organisation_in,
    require_staff,
)
from gateway.pages.forms import page_again, read_form
from gateway.pages.page import page, redirect
from gateway.pages.path_ids import id_in
from gateway.pages.user_changes import MENDABLE, ROLES
from gateway.problems import InvalidFields, ProblemDetails

_NO_FACTOR = ("second_factor",)


async def show(call: Call) -> Response:
    """Show what the person is in the organisation, and what can be changed about him."""
    return await _shown(call, None, {})


async def change(call: Call) -> Response:
    """Change one thing, with a reason that the organisation's trail keeps."""
    require_staff(call)
    organisation_id, person_id = organisation_id_in(call), _person_id_in(call)
    form = await read_form(call.request)
    action = form.get("action", "")
    try:
        if action not in _ACTIONS:
            raise InvalidFields((("action", "not_offered"),))
        await _ACTIONS[action](call, organisation_id, person_id, form)
    except MENDABLE as error:
        return await page_again(call, error, lambda details: _shown(call, details, form))
    if action == "remove":
        return redirect(call, address_of(organisation_id, "people", done="removed"))
    return redirect(call, address_of(organisation_id, f"people/{person_id}", done=action))


async def _change_role(
    call: Call, organisation_id: UUID, person_id: UUID, form: dict[str, str]
) -> None:
    values = {
        "role": form.get("role", ""),
        "organisation_id": str(organisation_id),
        "reason": _reason_in(form),
    }
    await change_role(call, person_id, read_values(values, NewRole))


async def _remove(call: Call, organisation_id: UUID, person_id: UUID, form: dict[str, str]) -> None:
    behalf = OnBehalf(organisation_id=organisation_id, reason=_reason_in(form))
    await remove_member(call, person_id, behalf)


async def _reset_factors(
    call: Call, organisation_id: UUID, person_id: UUID, form: dict[str, str]
) -> None:
    reason = _reason_in(form)
    if form.get("is_known") != "yes":
        raise InvalidFields((("is_known", "missing"),), are_in_body=False)
    why = ResetReason(organisation_id=organisation_id, reason=reason)
    try:
        await reset_second_factors(call, person_id, why)
    except NotFound as error:
        if error.arguments != _NO_FACTOR:
            raise
        # What there is none of cannot be taken; the person signs in without it already.
        raise InvalidFields((("reset_factors", "no_second_factor"),)) from error


async def _link(call: Call, _: UUID, person_id: UUID, form: dict[str, str]) -> None:
    reason, subject = _reason_in(form), form.get("subject", "").strip()
    choice = AccountChoice(subject=None, reason=reason)
    if subject:
        choice = read_values({"subject": subject, "reason": reason}, AccountChoice)
    await link_account(call, person_id, choice)


_ACTIONS: Mapping[str, Callable[[Call, UUID, UUID, dict[str, str]], Awaitable[None]]] = {
    "change_role": _change_role,
    "remove": _remove,
    "reset_factors": _reset_factors,
    "link": _link,
}


def _reason_in(form: dict[str, str]) -> str:
    reason = form.get("reason", "").strip()
    if not reason:
        raise InvalidFields((("reason", "missing"),))
    return reason


def _person_id_in(call: Call) -> UUID:
    return id_in(call, "person_id", "member")


async def _member_in(call: Call) -> Membership:
    person_id = _person_id_in(call)
    members = await call.around.identity.list_members(call.context, organisation_id_in(call))
    for member in members.items:
        if member.person_id == person_id:
            return member
    raise NotFound("member")


async def _shown(call: Call, problem: ProblemDetails | None, form: dict[str, str]) -> Response:
    require_staff(call)
    organisation, member = await asyncio.gather(organisation_in(call), _member_in(call))
    principal = call.identified.principal
    return page(
        call,
        "customer_person.html",
        status=problem.status if problem else 200,
        organisation=organisation,
        member=member,
        roles=ROLES,
        may_reset=principal.is_admin and member.person_id != principal.subject,
        form=form,
        done=done_in(call, _ACTIONS, problem),
        problem=problem,
    )
