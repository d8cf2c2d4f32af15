"""Write down that support sessions ended, and have everybody forget them."""

from collections.abc import Collection

from contracts.support import SupportSession
from contracts.support_changes import SupportChange
from identity.store.records import Records
from identity.use_cases.access.tell_access_ended import tell_access_ended
from identity.use_cases.support.record_lapsed import record_lapsed


def record_support_end(
    ended: Collection[SupportSession],
    lapsed: Collection[SupportChange],
    records: Records,
    *,
    actor: str,
) -> None:
    """Write into the customer's trail what ended and what lapsed, and announce the former.

    The caller has changed all rows before: whoever writes into a trail holds it until the end of
    the transaction, and must not wait for a row then.
    """
    for session in ended:
        records.audit.record(
            organisation_id=session.organisation_id,
            actor=actor,
            action="support_session.ended",
            subject=f"support_session:{session.id}",
            details={"reason": str(session.end_reason)},
        )
    record_lapsed(lapsed, records, actor=actor)
    tell_access_ended([session.id for session in ended], "revoked", records)
