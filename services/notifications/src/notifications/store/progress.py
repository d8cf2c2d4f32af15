"""How far an organisation's messages have come; never commits."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from chassis.database import Askable
from contracts.notifications import MessageState
from notifications.store.tables import ATTEMPT, MESSAGE


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """One message, and how its attempts ended, oldest first."""

    kind: str
    recipient: str
    state: MessageState
    created_at: datetime
    last_tried_at: datetime | None
    settled_at: datetime | None
    due_at: datetime | None
    outcomes: tuple[str, ...]


class ProgressStore:
    """Messages of the organisations that the transaction has opened."""

    def __init__(self, session: Askable) -> None:
        self._session = session

    def find(self, organisation_id: UUID, idempotency_key: str) -> Progress | None:
        """Return the organisation's message; None if there is none, or it is somebody else's."""
        message = self._session.execute(
            select(MESSAGE).where(
                MESSAGE.c.idempotency_key == idempotency_key,
                # The first wall between tenants; row-level security is the second (docs/adr/0017).
                MESSAGE.c.organisation_id == organisation_id,
            )
        ).one_or_none()
        if message is None:
            return None
        attempts = self._session.execute(
            select(ATTEMPT.c.outcome, ATTEMPT.c.started_at)
            .where(ATTEMPT.c.message == message.id)
            .order_by(ATTEMPT.c.number)
        ).all()
        return Progress(
            kind=message.kind,
            recipient=message.recipient,
            state=message.state,
            created_at=message.created_at,
            last_tried_at=attempts[-1].started_at if attempts else None,
            settled_at=message.settled_at,
            due_at=message.due_at,
            outcomes=tuple(attempt.outcome for attempt in attempts),
        )
