"""Show the holder of a link where it leads."""

from contracts.errors import NotFound
from contracts.identity import InvitationPreview
from identity.domain.tokens import token_sha256
from identity.store.records import Records


def preview_invitation(token: str, records: Records) -> InvitationPreview:
    """Return what the invitation offers; looking uses nothing up, however often (SE-38).

    Raises:
        NotFound: no invitation has this link.
        InvitationNotUsable: it was accepted or revoked, or has expired.
    """
    found = records.invitations.find_by_token(token_sha256(token))
    if found is None:
        raise NotFound("invitation")
    found.invitation.require_usable(records.now)
    return InvitationPreview(
        organisation_name=found.organisation.name,
        email=found.invitation.email,
        role=found.invitation.role,
        language=found.organisation.language,
        expires_at=found.invitation.expires_at,
        has_account=records.people.find_by_address(found.invitation.email_key) is not None,
    )
