"""Let a support session be over, everywhere at once."""

from uuid import UUID

from contracts.support import SupportEndReason, SupportSession
from identity.store.records import Records
from identity.use_cases.access.tell_access_ended import tell_access_ended


def finish_support_session(
    session_id: UUID, reason: SupportEndReason, records: Records, *, actor: str
) -> SupportSession | None:
    """End the session, write it into the customer's trail, and have everybody forget it.

    Return it as it ended, None if it had ended before: of several who end it one is named.
    """
    ended = records.support_sessions.end(session_id, reason)
    if ended is None:
        return None
    records.audit.record(
        organisation_id=ended.organisation_id,
        actor=actor,
        action="support_session.ended",
        subject=f"support_session:{ended.id}",
        details={"reason": str(ended.end_reason)},
    )
    tell_access_ended([ended.id], "revoked", records)
    return ended
