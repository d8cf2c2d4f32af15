"""Dry runs: what a change of rights would bring about, as data and in the reader's words.

They have addresses of their own. A parameter on the addresses that change something would be left
out, or mistyped, some day, and the change made in earnest.
"""

from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from contracts.identity import Reason, SetAreas
from contracts.members import ChangeRole, RemoveMember, SetDataScope, SetGrants, SetTeam
from contracts.partners import SetCertification
from contracts.previews import (
    ChangePreview,
    ChangeRefusal,
    MemberEffect,
    NewRisk,
    PreviewedChange,
)
from contracts.principal import DataScope, Role, Team
from gateway.api.partners import Certification
from gateway.api.preview_words import sentences_of
from gateway.call import Call


class MemberChange(msgspec.Struct, frozen=True, kw_only=True):
    """What one member would be from then on: exactly one of the first six.

    The vendor's people name the organisation and give a reason, as for the change itself.
    """

    areas: tuple[str, ...] | None = None
    role: Role | None = None
    team: Team | UnsetType | None = UNSET
    """Null takes him out of his team."""
    data_scope: DataScope | None = None
    grants: tuple[str, ...] | None = None
    is_removed: bool = False
    organisation_id: UUID | None = None
    reason: Reason | None = None


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """What would follow; nothing was changed and nobody was told."""

    would_change: bool
    refused_by: ChangeRefusal | None
    sentences: tuple[str, ...]
    members: tuple[MemberEffect, ...]
    new_risks: tuple[NewRisk, ...]
    contacts_lost: int


async def preview_member_change(call: Call, person_id: UUID, body: MemberChange) -> Preview:
    """Return what would follow from changing or removing a member; changes nothing."""
    return await _tried(call, _change_of(person_id, body))


async def preview_certification(call: Call, organisation_id: UUID, body: Certification) -> Preview:
    """Return what would follow from certifying a partner, or withdrawing it; changes nothing."""
    request = SetCertification(
        organisation_id=organisation_id, is_certified=body.is_certified, reason=body.reason
    )
    return await _tried(call, ChangePreview(certification=request))


async def _tried(call: Call, request: ChangePreview) -> Preview:
    found: PreviewedChange = await call.around.identity.preview_change(call.context, request)
    return Preview(
        would_change=found.would_change,
        refused_by=found.refused_by,
        sentences=sentences_of(found, call.texts),
        members=found.members,
        new_risks=found.new_risks,
        contacts_lost=found.contacts_lost,
    )


def _change_of(person_id: UUID, body: MemberChange) -> ChangePreview:
    served = {"organisation_id": body.organisation_id, "reason": body.reason}
    return ChangePreview(
        areas=None if body.areas is None else SetAreas(person_id=person_id, areas=body.areas),
        role=None
        if body.role is None
        else msgspec.convert({"person_id": person_id, "role": body.role, **served}, ChangeRole),
        team=None
        if body.team is UNSET
        else msgspec.convert({"person_id": person_id, "team": body.team, **served}, SetTeam),
        data_scope=None
        if body.data_scope is None
        else msgspec.convert(
            {"person_id": person_id, "data_scope": body.data_scope, **served}, SetDataScope
        ),
        grants=None
        if body.grants is None
        else msgspec.convert({"person_id": person_id, "grants": body.grants, **served}, SetGrants),
        removal=msgspec.convert({"person_id": person_id, **served}, RemoveMember)
        if body.is_removed
        else None,
    )
