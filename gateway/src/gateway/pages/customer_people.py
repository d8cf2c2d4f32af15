"""An organisation's people at the vendor's desk: members, invitations, and how they sign in."""

import asyncio
from uuid import UUID

from starlette.responses import Response

from contracts.errors import (
    AlreadyExists,
    InvalidInput,
    NotFound,
    NotPermitted,
    TooManyAttempts,
)
from contracts.identity import InvitePerson
from contracts.identity_providers import IdentityProvider
from contracts.ordering_errors import LimitReached
from gateway.api.account_bodies import OnBehalf
from gateway.api.bodies import OrganisationChoice
from gateway.api.decoding import read_values
from gateway.api.identity_providers import (
    DomainConfirmation,
    confirm_provider_domain,
    get_identity_provider,
)
from gateway.api.people import invite_person, resend_invitation, revoke_invitation
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
from gateway.pages.user_changes import ROLES
from gateway.problems import InvalidFields, ProblemDetails

PART = "people"
_DONE = ("invited", "resend", "revoke", "removed", "confirmed", "withdrawn")
_MENDABLE = (
    AlreadyExists,
    InvalidFields,
    InvalidInput,
    LimitReached,
    NotFound,
    NotPermitted,
    TooManyAttempts,
)


async def show(call: Call) -> Response:
    """Show who belongs to the organisation, who is invited, and by which service they sign in."""
    return await _shown(call, None, {})


async def invite(call: Call) -> Response:
    """Invite somebody into the organisation, with a reason that its trail keeps."""
    require_staff(call)
    organisation_id = organisation_id_in(call)
    form = await read_form(call.request)
    try:
        wanted = {
            "email": form.get("email", "").strip(),
            "role": form.get("role", ""),
            "reason": form.get("reason", "").strip(),
            "organisation_id": str(organisation_id),
        }
        await invite_person(call, read_values(wanted, InvitePerson))
    except _MENDABLE as error:
        return await _again(call, error, form | {"action": "invite"})
    return redirect(call, address_of(organisation_id, PART, done="invited"))


async def change_invitation(call: Call) -> Response:
    """Send an invitation again, or take it back."""
    require_staff(call)
    organisation_id = organisation_id_in(call)
    invitation_id = id_in(call, "invitation_id", "invitation")
    form = await read_form(call.request)
    action = form.get("action", "")
    try:
        behalf = OnBehalf(organisation_id=organisation_id, reason=form.get("reason", "").strip())
        if action == "resend":
            await resend_invitation(call, invitation_id, behalf)
        elif action == "revoke":
            await revoke_invitation(call, invitation_id, behalf)
        else:
            raise InvalidFields((("action", "not_offered"),))
    except _MENDABLE as error:
        return await _again(call, error, form | {"of": str(invitation_id)})
    return redirect(call, address_of(organisation_id, PART, done=action))


async def confirm_domain(call: Call) -> Response:
    """Say that a mail domain is the organisation's own, or take that back."""
    require_staff(call)
    organisation_id = organisation_id_in(call)
    form = await read_form(call.request)
    try:
        wanted = {
            "domain": form.get("domain", ""),
            "is_confirmed": form.get("is_confirmed", ""),
            "reason": form.get("reason", "").strip(),
        }
        confirmation = read_values(wanted, DomainConfirmation)
        await confirm_provider_domain(call, organisation_id, confirmation)
    except _MENDABLE as error:
        return await _again(call, error, form | {"of": form.get("domain", "")})
    done = "confirmed" if confirmation.is_confirmed else "withdrawn"
    return redirect(call, address_of(organisation_id, PART, done=done))


async def _again(call: Call, error: Exception, form: dict[str, str]) -> Response:
    return await page_again(call, error, lambda details: _shown(call, details, form))


async def _shown(call: Call, problem: ProblemDetails | None, form: dict[str, str]) -> Response:
    require_staff(call)
    organisation_id = organisation_id_in(call)
    identity = call.around.identity
    organisation, members, invitations, provider = await asyncio.gather(
        organisation_in(call),
        identity.list_members(call.context, organisation_id),
        identity.list_invitations(call.context, organisation_id),
        _provider_of(call, organisation_id),
    )
    return page(
        call,
        "customer_people.html",
        status=problem.status if problem else 200,
        organisation=organisation,
        members=members.items,
        invitations=[each for each in invitations.items if each.state in {"pending", "expired"}],
        provider=provider,
        roles=ROLES,
        form=form,
        done=done_in(call, _DONE, problem),
        problem=problem,
    )


async def _provider_of(call: Call, organisation_id: UUID) -> IdentityProvider | None:
    try:
        whose = OrganisationChoice(organisation_id=organisation_id)
        return await get_identity_provider(call, whose)
    except NotFound:
        return None
