"""Find the invitation that somebody holds: by its link, or by the code he typed."""

from contracts.errors import InvalidInput, NotFound
from contracts.identity import TypedCode
from identity.domain.addresses import sign_in_key
from identity.domain.tokens import token_sha256
from identity.store.invitations import FoundInvitation
from identity.store.records import RecordRoom


def prove_invitation(
    token: str | None, typed: TypedCode | None, room: RecordRoom
) -> FoundInvitation:
    """Return the open invitation that the link or the typed code belongs to.

    A wrong code is counted in a transaction of its own, which an error cannot undo. What is wrong
    with a code is never told: unknown address, wrong code and too many tries look the same.

    Raises:
        InvalidInput: neither link nor code, or both.
        NotFound: they open nothing.
        InvitationNotUsable: the invitation was accepted or revoked, or has expired, or the
            organisation's contract has ended for good.
    """
    if (token is None) == (typed is None):
        raise InvalidInput("token", "required" if token is None else "not_allowed")
    with room.of_everybody() as records:
        now = records.now
        if token is not None:
            found = records.invitations.find_by_token(token_sha256(token))
        elif typed is not None:
            found = records.invitations.try_code(sign_in_key(typed.email), typed.code)
    if found is None:
        raise NotFound("invitation")
    found.invitation.require_usable(found.coverage, now)
    return found.at(now)
