"""Send an invitation again, to the same address with the same preset."""

from uuid import UUID

from chassis.service import actor_of
from contracts.errors import NotFound
from contracts.identity import Invitation, InvitationChoice
from contracts.principal import Principal
from identity.domain.addresses import EmailAddress
from identity.domain.texts import LONGEST_REASON, one_line
from identity.store.records import Records
from identity.use_cases.invitations.issue_invitation import (
    InvitationRules,
    Preset,
    issue_invitation,
)
from identity.use_cases.invitations.list_invitations import as_seen
from identity.use_cases.organisations.lock_served import lock_served


def resend_invitation(
    caller: Principal,
    organisation_id: UUID,
    request: InvitationChoice,
    records: Records,
    *,
    rules: InvitationRules,
) -> Invitation:
    """Return a new invitation in place of one that is open or has expired (SE-27).

    The older link and code die at once; role, areas and operator number stay what they were.

    Raises:
        NotFound: the organisation has no such invitation.
        InvitationNotUsable: it was accepted or revoked, or the contract has ended for good.
    """
    organisation = lock_served(caller, organisation_id, records)
    known = records.invitations.find(organisation_id, request.invitation_id)
    if known is None:
        raise NotFound("invitation")
    known.require_open()
    records.bookings.coverage_of(organisation_id).require_running(records.now)
    issued = issue_invitation(
        organisation,
        Preset(
            address=EmailAddress(address=known.email, key=known.email_key),
            role=known.role,
            areas=known.areas,
            invited_by=actor_of(caller),
            reason=one_line("reason", request.reason, longest=LONGEST_REASON)
            if request.reason
            else None,
            operator_number=known.operator_number,
            team=known.team,
            data_scope=known.data_scope,
        ),
        records,
        rules,
    )
    return as_seen(issued.invitation, records.now)
