"""Tell the other services when messages do not reach somebody, and when they do again."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.outbox import Outbox
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


def tell_failed(message: Told, session: Session, now: datetime) -> None:
    """Announce that the message, which has just been given up, reached nobody."""
    if message.organisation_id is not None:
        FailingRecipientStore(session).add(
            organisation_id=message.organisation_id,
            kind=message.kind,
            recipient_sha256=message.recipient_sha256,
            failed_at=now,
        )
    failed = NoticeFailed(
        idempotency_key=message.idempotency_key,
        kind=message.kind,
        organisation_id=message.organisation_id,
        recipient_sha256=message.recipient_sha256,
        at=now,
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
    """Announce that the message went out, if one like it had failed before; else nothing."""
    if message.organisation_id is None:
        return
    was_failing = FailingRecipientStore(session).remove(
        organisation_id=message.organisation_id,
        kind=message.kind,
        recipient_sha256=message.recipient_sha256,
    )
    if was_failing:
        reached = RecipientReached(
            kind=message.kind,
            organisation_id=message.organisation_id,
            recipient_sha256=message.recipient_sha256,
            at=now,
        )
        Outbox(session, SERVICE, now).announce(RECIPIENT_REACHED, reached)
