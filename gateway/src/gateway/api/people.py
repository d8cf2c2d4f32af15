"""Invitations, members and the keys of machines."""

from uuid import UUID

from contracts.identity import (
    AcceptInvitation,
    ApiKey,
    CreateApiKey,
    Invitation,
    InvitationPreview,
    Invitations,
    InvitePerson,
    Members,
    Membership,
    Session,
    SetAreas,
    TypedCode,
)
from gateway.api.bodies import Acceptance, Areas, OrganisationChoice, TypedAcceptance
from gateway.call import Call


async def invite_person(call: Call, body: InvitePerson) -> Invitation:
    """Invite a person; the link goes out by mail."""
    return await call.around.identity.invite_person(call.context, body)


async def list_invitations(call: Call, query: OrganisationChoice) -> Invitations:
    """Return an organisation's invitations."""
    return await call.around.identity.list_invitations(call.context, query.organisation_id)


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


async def list_members(call: Call, query: OrganisationChoice) -> Members:
    """Return an organisation's members."""
    return await call.around.identity.list_members(call.context, query.organisation_id)


async def set_areas(call: Call, person_id: UUID, body: Areas) -> Membership:
    """Say which areas one member sees from now on."""
    return await call.around.identity.set_areas(
        call.context, SetAreas(person_id=person_id, areas=body.areas)
    )


async def create_api_key(call: Call, body: CreateApiKey) -> ApiKey:
    """Make a key for a machine; it is shown this once."""
    return await call.around.identity.create_api_key(call.context, body)
