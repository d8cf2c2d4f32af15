"""Have everybody forget what he has cached about some sessions."""

from collections.abc import Iterable
from uuid import UUID

from contracts.events import ACCESS_ENDED, AccessEnded, AccessEndReason
from identity.store.records import Records


def tell_access_ended(
    session_ids: Iterable[UUID], reason: AccessEndReason, records: Records
) -> None:
    """Announce that the sessions ended, or that their rights changed; nothing without sessions."""
    told = tuple(session_ids)
    if told:
        records.outbox.announce(
            ACCESS_ENDED,
            AccessEnded(session_ids=told, reason=reason, at=records.now),
            must_be_heard=False,
        )
