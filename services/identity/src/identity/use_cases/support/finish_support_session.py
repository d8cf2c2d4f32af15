"""Let a support session be over, everywhere at once."""

from uuid import UUID

from contracts.support import SupportEndReason, SupportSession
from contracts.support_changes import SupportChange
from identity.store.records import Records
from identity.use_cases.support.record_support_end import record_support_end


def finish_support_session(
    session_id: UUID, reason: SupportEndReason, records: Records, *, actor: str
) -> SupportSession | None:
    """End the session, write it into the customer's trail, and have everybody forget it.

    What it proposed and nobody has decided lapses when the customer ended it.

    Return it as it ended, None if it had ended before: of several who end it one is named.
    """
    ended = records.support_sessions.end(session_id, reason)
    if ended is None:
        return None
    lapsed: tuple[SupportChange, ...] = ()
    if ended.end_reason == "ended_by_customer":
        lapsed = records.support_changes.lapse_of(ended.organisation_id, session_id=ended.id)
    record_support_end([ended], lapsed, records, actor=actor)
    return ended
