"""What came back of messages, in the caller's transaction; the store never commits."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.database import Askable
from contracts.bounces import Bounce
from contracts.notifications import ReturnedSort
from notifications.store.tables import MESSAGE, RETURNED_MAIL

# A mail that went out, as far as anybody knows: in doubt it may come back before it is "sent".
_MAY_BOUNCE = ("sent", "sending", "deferred")


@dataclass(frozen=True, kw_only=True, slots=True)
class SentMessage:
    """The message of which something came back."""

    id: UUID
    idempotency_key: str
    kind: str
    organisation_id: UUID | None
    recipient: str
    message_id: str
    created_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordedReturn:
    """One mail that came back, as it was written down."""

    sort: ReturnedSort
    bounce: Bounce | None
    words: str
    came_at: datetime


class ReturnedMailStore:
    """Messages that come back. Every change because of one is a method here."""

    def __init__(self, session: Askable) -> None:
        self._session = session

    def message(self, message_id: UUID) -> SentMessage | None:
        """Return the message, locked until the transaction ends; None if there is none."""
        row = self._session.execute(
            select(MESSAGE).where(MESSAGE.c.id == message_id).with_for_update()
        ).one_or_none()
        if row is None:
            return None
        return SentMessage(
            id=row.id,
            idempotency_key=row.idempotency_key,
            kind=row.kind,
            organisation_id=row.organisation_id,
            recipient=row.recipient,
            message_id=row.message_id,
            created_at=row.created_at,
        )

    def add_if_new(self, message: SentMessage, digest: str, returned: RecordedReturn) -> bool:
        """Write down what came back; False if this very mail is known already."""
        bounce = None if returned.bounce is None else msgspec.to_builtins(returned.bounce)
        added = self._session.scalar(
            insert(RETURNED_MAIL)
            .values(
                message=message.id,
                digest=digest,
                organisation_id=message.organisation_id,
                sort=returned.sort,
                bounce=bounce,
                words=returned.words,
                came_at=returned.came_at,
            )
            .on_conflict_do_nothing()
            .returning(RETURNED_MAIL.c.message)
        )
        return added is not None

    def mark_bounced(self, message: SentMessage, now: datetime) -> bool:
        """Note that the message has reached nobody; False if it is given up already."""
        changed = self._session.scalar(
            update(MESSAGE)
            .where(MESSAGE.c.id == message.id, MESSAGE.c.state.in_(_MAY_BOUNCE))
            .values(state="bounced", due_at=None, settled_at=now, secrets={})
            .returning(MESSAGE.c.id)
        )
        return changed is not None

    def of_message(self, message_id: UUID) -> list[RecordedReturn]:
        """Return what came back of a message, oldest first."""
        rows = self._session.execute(
            select(RETURNED_MAIL)
            .where(RETURNED_MAIL.c.message == message_id)
            .order_by(RETURNED_MAIL.c.came_at, RETURNED_MAIL.c.digest)
        )
        return [
            RecordedReturn(
                sort=row.sort,
                bounce=msgspec.convert(row.bounce, Bounce | None),
                words=row.words,
                came_at=row.came_at,
            )
            for row in rows
        ]
