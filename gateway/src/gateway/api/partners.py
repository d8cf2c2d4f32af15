"""Partners: certification, and what their people may do and see."""

from uuid import UUID

import msgspec

from contracts.identity import Membership, Organisation, Reason
from contracts.members import SetDataScope, SetGrants, SetTeam
from contracts.partners import SetCertification
from contracts.principal import DataScope, Team
from gateway.call import Call


class Certification(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the partner is certified from now on, and why."""

    is_certified: bool
    reason: Reason


class TeamChoice(msgspec.Struct, frozen=True, kw_only=True):
    """The member's team, null for none; the vendor's people name the partner and give a reason."""

    team: Team | None
    organisation_id: UUID | None = None
    reason: Reason | None = None


class DataScopeChoice(msgspec.Struct, frozen=True, kw_only=True):
    """Which customers the member sees; the vendor's people name the partner and give a reason."""

    data_scope: DataScope
    organisation_id: UUID | None = None
    reason: Reason | None = None


class GrantsChoice(msgspec.Struct, frozen=True, kw_only=True):
    """Every single action that the member may do from now on.

    The vendor's people name the organisation and give a reason.
    """

    grants: tuple[str, ...]
    organisation_id: UUID | None = None
    reason: Reason | None = None


async def set_certification(call: Call, organisation_id: UUID, body: Certification) -> Organisation:
    """Certify a partner, or withdraw it; for the vendor's people."""
    request = SetCertification(
        organisation_id=organisation_id, is_certified=body.is_certified, reason=body.reason
    )
    return await call.around.identity.set_certification(call.context, request)


async def set_team(call: Call, person_id: UUID, body: TeamChoice) -> Membership:
    """Put a partner's member into a team; changes nothing about what he sees."""
    request = SetTeam(
        person_id=person_id,
        team=body.team,
        organisation_id=body.organisation_id,
        reason=body.reason,
    )
    return await call.around.identity.set_team(call.context, request)


async def set_data_scope(call: Call, person_id: UUID, body: DataScopeChoice) -> Membership:
    """Say which customers a partner's member sees."""
    request = SetDataScope(
        person_id=person_id,
        data_scope=body.data_scope,
        organisation_id=body.organisation_id,
        reason=body.reason,
    )
    member = await call.around.identity.set_data_scope(call.context, request)
    if person_id == call.identified.principal.subject:
        call.forget_who_asks()
    return member


async def set_grants(call: Call, person_id: UUID, body: GrantsChoice) -> Membership:
    """Say which single actions a member may do."""
    request = SetGrants(
        person_id=person_id,
        grants=body.grants,
        organisation_id=body.organisation_id,
        reason=body.reason,
    )
    member = await call.around.identity.set_grants(call.context, request)
    if person_id == call.identified.principal.subject:
        call.forget_who_asks()
    return member
