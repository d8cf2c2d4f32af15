"""Show the holder of a link or a code where it leads."""

from contracts.identity import InvitationPreview, TypedCode
from identity.store.records import RecordRoom
from identity.use_cases.invitations.prove_invitation import prove_invitation


def preview_invitation(
    token: str | None, typed: TypedCode | None, room: RecordRoom
) -> InvitationPreview:
    """Return what the invitation offers; looking uses nothing up, however often (SE-38).

    Raises:
        NotFound: no invitation has this link or this code.
        InvitationNotUsable: it was accepted or revoked, or has expired.
    """
    found = prove_invitation(token, typed, room)
    with room.of_everybody() as records:
        account = records.people.find_by_address(found.invitation.email_key)
    return InvitationPreview(
        organisation_name=found.organisation.name,
        email=found.invitation.email,
        role=found.invitation.role,
        language=found.organisation.language,
        expires_at=found.invitation.expires_at,
        has_account=account is not None,
    )
