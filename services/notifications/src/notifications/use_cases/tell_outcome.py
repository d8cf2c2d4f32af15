"""Tell the other services when messages do not reach somebody, and when they do again."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.outbox import Outbox
from contracts.bounces import Bounce
from contracts.events import (
    NOTICE_FAILED,
    NOTICE_SENT,
    RECIPIENT_REACHED,
    NoticeFailed,
    NoticeSent,
    RecipientReached,
)
from notifications.store.failing_recipients import FailingRecipientStore

SERVICE = "notifications"


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What was to be told to whom; for nobody's organisation when it is None."""

    idempotency_key: str
    kind: str
    organisation_id: UUID | None
    recipient: str

    @property
    def recipient_sha256(self) -> str:
        """The digest by which the others know the address; the address itself stays here."""
        return hashlib.sha256(self.recipient.casefold().encode()).hexdigest()


def tell_failed(
    message: Told, session: Session, now: datetime, bounce: Bounce | None = None
) -> None:
    """Announce that the message, which has just been given up or came back, reached nobody."""
    if message.organisation_id is not None:
        FailingRecipientStore(session).add(
            organisation_id=message.organisation_id,
            kind=message.kind,
            recipient_sha256=message.recipient_sha256,
            failed_at=now,
            came_back=bounce is not None and bounce.came_back,
        )
    failed = NoticeFailed(
        idempotency_key=message.idempotency_key,
        kind=message.kind,
        organisation_id=message.organisation_id,
        recipient_sha256=message.recipient_sha256,
        at=now,
        bounce=bounce,
    )
    Outbox(session, SERVICE, now).announce(NOTICE_FAILED, failed)


def tell_sent(message: Told, session: Session, now: datetime) -> None:
    """Announce that the mail server has taken the message."""
    sent = NoticeSent(
        idempotency_key=message.idempotency_key,
        kind=message.kind,
        organisation_id=message.organisation_id,
        recipient_sha256=message.recipient_sha256,
        at=now,
    )
    Outbox(session, SERVICE, now).announce(NOTICE_SENT, sent)


def tell_reached(message: Told, session: Session, now: datetime) -> None:
    """Announce that the message went out, if one like it had failed before; else nothing.

    Where the last one had come back, that waits until this one has stayed out for a day.
    """
    if message.organisation_id is None:
        return
    is_reached = FailingRecipientStore(session).note_taken(
        organisation_id=message.organisation_id,
        kind=message.kind,
        recipient_sha256=message.recipient_sha256,
        at=now,
    )
    if is_reached:
        announce_reached(
            kind=message.kind,
            organisation_id=message.organisation_id,
            recipient_sha256=message.recipient_sha256,
            session=session,
            now=now,
        )


def announce_reached(
    *,
    kind: str,
    organisation_id: UUID,
    recipient_sha256: str,
    session: Session,
    now: datetime,
) -> None:
    """Announce that messages of a kind reach somebody again."""
    reached = RecipientReached(
        kind=kind, organisation_id=organisation_id, recipient_sha256=recipient_sha256, at=now
    )
    Outbox(session, SERVICE, now).announce(RECIPIENT_REACHED, reached)
