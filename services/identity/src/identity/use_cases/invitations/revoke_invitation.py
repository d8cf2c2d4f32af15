"""Take an invitation back."""

from uuid import UUID

from chassis.service import actor_of
from contracts.errors import InitialAddressProtected, NotFound
from contracts.identity import Invitation, InvitationChoice
from contracts.principal import Principal
from identity.domain.texts import LONGEST_REASON, one_line
from identity.store.records import Records
from identity.use_cases.invitations.list_invitations import as_seen
from identity.use_cases.organisations.lock_served import lock_served
from identity.use_cases.seats.tell_seats import tell_seats


def revoke_invitation(
    caller: Principal, organisation_id: UUID, request: InvitationChoice, records: Records
) -> Invitation:
    """Return the invitation, whose link and code open nothing any more; repeating is harmless.

    Raises:
        NotFound: the organisation has no such invitation.
        InvitationNotUsable: it was accepted; remove the member instead.
        InitialAddressProtected: it went to the address on file, which only the vendor's people
            may take back (SE-37).
    """
    lock_served(caller, organisation_id, records)
    known = records.invitations.find(organisation_id, request.invitation_id)
    if known is None:
        raise NotFound("invitation")
    if known.state == "revoked":
        return as_seen(known, records.now)
    known.require_open()
    if known.is_initial and organisation_id == caller.organisation_id:
        raise InitialAddressProtected
    revoked = records.invitations.revoke_pending(organisation_id, known.email_key)
    if revoked is None:
        raise NotFound("invitation")
    details = {}
    if request.reason:
        details["reason"] = one_line("reason", request.reason, longest=LONGEST_REASON)
    records.audit.record(
        organisation_id=organisation_id,
        actor=actor_of(caller),
        action="invitation.revoked",
        subject=f"invitation:{known.id}",
        details=details,
    )
    tell_seats(organisation_id, records)
    return as_seen(revoked, records.now)
