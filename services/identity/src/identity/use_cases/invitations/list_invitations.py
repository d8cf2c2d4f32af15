"""Show an administrator whom his organisation has invited."""

from datetime import datetime
from uuid import UUID

from contracts.identity import Invitation, Invitations
from identity.domain.invitations import InvitationRecord
from identity.store.records import Records


def list_invitations(organisation_id: UUID, records: Records) -> Invitations:
    """Return the organisation's latest invitations, newest first, at most 500."""
    found = records.invitations.of_organisation(organisation_id)
    coverage = records.bookings.coverage_of(organisation_id)
    return Invitations(
        items=tuple(as_seen(each.under(coverage, records.now), records.now) for each in found)
    )


def as_seen(invitation: InvitationRecord, now: datetime) -> Invitation:
    """Return the invitation as its organisation sees it at `now`."""
    return Invitation(
        id=invitation.id,
        organisation_id=invitation.organisation_id,
        email=invitation.email,
        role=invitation.role,
        areas=invitation.areas,
        state=invitation.state_at(now),
        created_at=invitation.created_at,
        expires_at=invitation.expires_at,
        generic_address=invitation.generic_address,
        is_initial=invitation.is_initial,
        operator_number=invitation.operator_number,
        team=invitation.team,
        data_scope=invitation.data_scope,
    )
