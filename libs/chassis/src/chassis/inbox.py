"""The inbox: which events were already taken in, so that a repeat changes nothing."""

from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from chassis.errors import Refused
from chassis.tables import INBOX

Claim = Literal["new", "seen", "conflict"]
# Made once: to say it anew with its values costs more than to send it.
_CLAIM = (
    insert(INBOX)
    .on_conflict_do_nothing(index_elements=["source", "event_id"])
    .returning(INBOX.c.event_id)
)


class Inbox:
    """Events by (source, id), as CloudEvents 1.0 tells duplicates; in the caller's transaction."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def claim(self, source: str, event_id: str, body_sha256: str) -> Claim:
        """Return `new` for the first to claim, `seen` for a repeat, `conflict` for another body.

        Waits for a concurrent claim of the same event to commit or roll back, so of two handlers
        at once exactly one gets `new`.
        """
        inserted = self._session.scalar(
            _CLAIM,
            {
                "source": source,
                "event_id": event_id,
                "body_sha256": body_sha256,
                "received_at": self._now,
            },
        )
        if inserted is not None:
            return "new"
        return "seen" if self.known(source, event_id) == body_sha256 else "conflict"

    def claim_new(self, source: str, event_id: str, body_sha256: str) -> bool:
        """Return whether the event is new, as `claim` does; False for a repeat.

        Raises:
            Refused: `event_conflict`, for another body.
        """
        claim = self.claim(source, event_id, body_sha256)
        if claim == "conflict":
            raise Refused(
                "event_conflict", "this event id was received before with another content"
            )
        return claim == "new"

    def known(self, source: str, event_id: str) -> str | None:
        """Return the body's digest of an event that was taken in, None for one that was not."""
        return self._session.scalar(
            select(INBOX.c.body_sha256).where(
                INBOX.c.source == source, INBOX.c.event_id == event_id
            )
        )
