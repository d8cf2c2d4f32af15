"""Invitations, members and the keys of machines."""

from uuid import UUID

from contracts.identity import (
    AcceptInvitation,
    ApiKey,
    CreateApiKey,
    Invitation,
    InvitationChoice,
    InvitationPreview,
    Invitations,
    InvitePerson,
    Members,
    Membership,
    Session,
    SetAreas,
    TypedCode,
)
from gateway.api.account_bodies import OnBehalf, TypedInvitation
from gateway.api.bodies import Acceptance, Areas, OrganisationChoice, TypedAcceptance
from gateway.call import Call


async def invite_person(call: Call, body: InvitePerson) -> Invitation:
    """Invite a person; the link goes out by mail."""
    return await call.around.identity.invite_person(call.context, body)


async def list_invitations(call: Call, query: OrganisationChoice) -> Invitations:
    """Return an organisation's invitations."""
    return await call.around.identity.list_invitations(call.context, query.organisation_id)


async def resend_invitation(call: Call, invitation_id: UUID, body: OnBehalf) -> Invitation:
    """Send an open or expired invitation again; its older link and code die at once."""
    return await call.around.identity.resend_invitation(call.context, _choice(invitation_id, body))


async def revoke_invitation(call: Call, invitation_id: UUID, body: OnBehalf) -> Invitation:
    """Take an invitation back; its link and code open nothing any more."""
    return await call.around.identity.revoke_invitation(call.context, _choice(invitation_id, body))


async def preview_invitation(call: Call, token: str) -> InvitationPreview:
    """Return what the holder of an invitation's link may see; looking uses nothing up."""
    return await call.around.identity.preview_invitation(call.context, token)


async def accept_invitation(call: Call, token: str, body: Acceptance) -> Session:
    """Accept an invitation with a name and a password of one's own, and sign in."""
    call.around.sign_in_limit.count(call.client_address)
    return await call.around.identity.accept_invitation(
        call.context,
        AcceptInvitation(
            token=token,
            person_name=body.person_name,
            password=body.password,
            client=call.client_address,
        ),
    )


async def accept_typed_invitation(call: Call, body: TypedAcceptance) -> Session:
    """Accept an invitation by its address and code, without its link, and sign in."""
    call.around.sign_in_limit.count(call.client_address)
    return await call.around.identity.accept_invitation(
        call.context,
        AcceptInvitation(
            typed=TypedCode(email=body.email, code=body.code),
            person_name=body.person_name,
            password=body.password,
            client=call.client_address,
        ),
    )


async def preview_typed_invitation(call: Call, body: TypedInvitation) -> InvitationPreview:
    """Return where an invitation's code leads; uses nothing up, but five wrong codes close it."""
    call.around.sign_in_limit.count(call.client_address)
    return await call.around.identity.preview_typed_code(
        call.context, TypedCode(email=body.email, code=body.code)
    )


async def list_members(call: Call, query: OrganisationChoice) -> Members:
    """Return an organisation's members."""
    return await call.around.identity.list_members(call.context, query.organisation_id)


async def set_areas(call: Call, person_id: UUID, body: Areas) -> Membership:
    """Say which areas one member sees from now on."""
    member = await call.around.identity.set_areas(
        call.context, SetAreas(person_id=person_id, areas=body.areas)
    )
    if person_id == call.identified.principal.subject:
        call.forget_who_asks()
    return member


async def create_api_key(call: Call, body: CreateApiKey) -> ApiKey:
    """Make a key for a machine; it is shown this once."""
    return await call.around.identity.create_api_key(call.context, body)


def _choice(invitation_id: UUID, body: OnBehalf) -> InvitationChoice:
    return InvitationChoice(
        invitation_id=invitation_id, organisation_id=body.organisation_id, reason=body.reason
    )
