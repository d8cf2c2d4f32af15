"""What became of messages: for whoever asks, and for the metrics."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from chassis.database import Askable
from contracts.notifications import MessageState
from notifications.store.tables import ATTEMPT, MESSAGE


@dataclass(frozen=True, kw_only=True, slots=True)
class QueueLength:
    """How much waits: never tried, put off, and since when the longest due one is due."""

    queued: int
    deferred: int
    oldest_due_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordedAttempt:
    """One attempt as it was written down."""

    number: int
    started_at: datetime
    outcome: str
    reply: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordedMessage:
    """One message with its state and attempts, oldest first."""

    id: UUID
    kind: str
    state: MessageState
    message_id: str
    attempts: tuple[RecordedAttempt, ...]


class MessageRecords:
    """Reads the queue in the caller's transaction; changes nothing."""

    def __init__(self, session: Askable) -> None:
        self._session = session

    def measure(self) -> QueueLength:
        """Return how much waits."""
        row = self._session.execute(
            select(
                func.count().filter(MESSAGE.c.state == "queued"),
                func.count().filter(MESSAGE.c.state == "deferred"),
                func.min(MESSAGE.c.due_at),
            ).where(MESSAGE.c.state.in_(("queued", "deferred")))
        ).one()
        return QueueLength(queued=row[0], deferred=row[1], oldest_due_at=row[2])

    def find(self, idempotency_key: str) -> RecordedMessage | None:
        """Return the message of this key with all its attempts."""
        message = self._session.execute(
            select(MESSAGE).where(MESSAGE.c.idempotency_key == idempotency_key)
        ).one_or_none()
        if message is None:
            return None
        attempts = self._session.execute(
            select(ATTEMPT).where(ATTEMPT.c.message == message.id).order_by(ATTEMPT.c.number)
        )
        return RecordedMessage(
            id=message.id,
            kind=message.kind,
            state=message.state,
            message_id=message.message_id,
            attempts=tuple(
                RecordedAttempt(
                    number=row.number,
                    started_at=row.started_at,
                    outcome=row.outcome,
                    reply=row.reply,
                )
                for row in attempts
            ),
        )
