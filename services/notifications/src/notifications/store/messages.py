"""Messages and attempts in the caller's transaction; the store never commits."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import (
    ColumnElement,
    Row,
    and_,
    func,
    literal,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as insert_or_skip
from sqlalchemy.orm import Session

from chassis.bells import ring_after_commit
from contracts.events import Attachment
from notifications.domain.delivery import LEASE, Lane, Reply, Verdict
from notifications.domain.message import AbandonedMessage, ClaimedMessage, Message
from notifications.store.queue_statements import (
    announce,
    claim,
    forgotten,
    settle_sent,
)
from notifications.store.tables import ATTEMPT, MESSAGE

# The record knows no "interrupted": for whoever reads it, the message was put off. Nor does it know
# "expired" of an attempt: the message says so.
_OUTCOMES = {Verdict.INTERRUPTED: "deferred", Verdict.EXPIRED: "failed"}


MAIL_BELL = "mail"
"""Rung when a commit leaves a mail for the platform's senders."""
# Made once: to say it anew with its values costs more than to send it.
_ADD = (
    insert_or_skip(MESSAGE)
    .on_conflict_do_nothing(index_elements=["idempotency_key"])
    .returning(MESSAGE.c.id)
)


class MessageStore:
    """The message queue. Every change of state is one of its methods."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add_if_new(self, message: Message, *, lane: Lane = "platform") -> bool:
        """Queue `message` for a lane, due when it says or at once; False if its key is known.

        Waits for a concurrent insert of the same key to commit or roll back.
        """
        added = self._session.scalar(
            _ADD,
            {
                "id": message.id,
                "idempotency_key": message.idempotency_key,
                "request_sha256": message.request_sha256,
                "requested_by": message.requested_by,
                "organisation_id": message.organisation_id,
                "kind": message.kind,
                "recipient": message.recipient,
                "language": message.language,
                "parameters": message.parameters,
                "secrets": message.secrets,
                "attachments": msgspec.to_builtins(message.attachments),
                "is_reported": message.is_reported,
                "message_id": message.message_id,
                "created_at": message.created_at,
                "state": "queued",
                "lane": lane,
                "due_at": message.waits_since or message.created_at,
                "waits_since": message.waits_since,
                "had_secrets": bool(message.secrets),
                "expires_at": message.expires_at,
                "keeps_body": message.keeps_body,
                "correlation_id": message.correlation_id,
                "traceparent": message.traceparent,
            },
        )
        if added is not None and lane == "platform":
            ring_after_commit(self._session, MAIL_BELL)
        return added is not None

    def request_sha256_of(self, idempotency_key: str) -> str | None:
        """Return the digest of the request that came first under this key."""
        return self._session.scalar(
            select(MESSAGE.c.request_sha256).where(MESSAGE.c.idempotency_key == idempotency_key)
        )

    def claim_next(self, now: datetime, lane: Lane = "platform") -> ClaimedMessage | None:
        """Take the lane's message that has been due longest into this sender's hand, for one lease.

        Messages that another sender is just taking are passed over; in the lane of own accounts
        also those of an organisation of which another is in somebody's hand: one slow server holds
        up its own organisation.
        """
        row = self._session.execute(
            claim(lane), {"at": now, "lease_until": now + LEASE}
        ).one_or_none()
        if row is None:
            return None
        return ClaimedMessage(message=_message(row), attempt=row.attempts)

    def announce_hand_over(
        self, claimed: ClaimedMessage, content_sha256: str, now: datetime
    ) -> bool:
        """Write down that the final dot is near, and renew the lease.

        Return False if the message is no longer in this sender's hand: then it must not be sent.
        """
        announced = self._session.execute(
            announce(),
            {
                "claimed": claimed.message.id,
                "attempt_number": claimed.attempt,
                "at": now,
                "lease_until": now + LEASE,
                "digest": content_sha256,
            },
        )
        return announced.first() is not None

    def leave_to_platform(self, claimed: ClaimedMessage, why: str, now: datetime) -> bool:
        """Have the platform send it at once: the organisation's own account cannot be used.

        Return False if the message is no longer in this sender's hand.
        """
        reply = Reply(verdict=Verdict.INTERRUPTED, text=why)
        self._end_attempt(claimed.message.id, claimed.attempt, reply, now)
        changed = update(MESSAGE).where(_in_hand(claimed)).returning(MESSAGE.c.id)
        values = {"state": "deferred", "lane": "platform", "due_at": now}
        return self._session.scalar(changed.values(values)) is not None

    def renew_lease(self, claimed: ClaimedMessage, now: datetime) -> None:
        """Keep a message in hand that the mail server is still thinking about."""
        self._session.execute(update(MESSAGE).where(_in_hand(claimed)).values(due_at=now + LEASE))

    def settle(
        self, claimed: ClaimedMessage, reply: Reply, *, retry_at: datetime | None, now: datetime
    ) -> bool:
        """Record how the attempt ended; without `retry_at` an unsent message has failed for good.

        Return False if that no longer changed the message. That it was sent counts even from a
        sender who has lost it meanwhile; anything else he says then changes nothing.
        """
        if reply.verdict is Verdict.SENT:
            changed = self._session.execute(
                settle_sent(),
                {
                    "claimed": claimed.message.id,
                    "attempt_number": claimed.attempt,
                    "at": now,
                    "words": reply.text,
                },
            )
            return changed.first() is not None
        self._end_attempt(claimed.message.id, claimed.attempt, reply, now)
        given_up = "expired" if reply.verdict is Verdict.EXPIRED else "failed"
        values = (
            _settled(given_up, now)
            if retry_at is None
            else {"state": "deferred", "due_at": retry_at}
        )
        mine = update(MESSAGE).where(_in_hand(claimed)).returning(MESSAGE.c.id)
        return self._session.scalar(mine.values(values)) is not None

    def take_abandoned(self, now: datetime, limit: int = 100) -> list[AbandonedMessage]:
        """Return messages whose lease has run out, locked until the transaction ends."""
        rows = self._session.execute(
            select(
                MESSAGE.c.id,
                MESSAGE.c.idempotency_key,
                MESSAGE.c.kind,
                func.coalesce(MESSAGE.c.waits_since, MESSAGE.c.created_at).label("waits_since"),
                ATTEMPT,
            )
            .join(
                ATTEMPT,
                and_(ATTEMPT.c.message == MESSAGE.c.id, ATTEMPT.c.number == MESSAGE.c.attempts),
            )
            .where(MESSAGE.c.state == "sending", MESSAGE.c.due_at <= now)
            .limit(limit)
            .with_for_update(skip_locked=True, of=MESSAGE)
        )
        return [
            AbandonedMessage(
                id=row.id,
                idempotency_key=row.idempotency_key,
                kind=row.kind,
                organisation_id=row.organisation_id,
                recipient=row.recipient,
                attempt=row.number,
                waits_since=row.waits_since,
                started_at=row.started_at,
                announced_at=row.handing_over_at,
            )
            for row in rows
        ]

    def put_back(
        self,
        abandoned: AbandonedMessage,
        reply: Reply,
        *,
        retry_at: datetime | None,
        now: datetime,
    ) -> None:
        """Close the abandoned attempt and let the message be sent again, or give it up."""
        self._end_attempt(abandoned.id, abandoned.attempt, reply, now)
        values = (
            _settled("failed", now)
            if retry_at is None
            else {"state": "deferred", "due_at": retry_at}
        )
        self._session.execute(update(MESSAGE).where(MESSAGE.c.id == abandoned.id).values(values))

    def forget_bodies(self, *, settled_until: datetime) -> None:
        """Forget what messages said that reached nobody, where no history is kept."""
        self._session.execute(
            update(MESSAGE)
            .where(
                ~MESSAGE.c.keeps_body,
                MESSAGE.c.parameters != literal({}, JSONB),
                MESSAGE.c.settled_at < settled_until,
            )
            .values(parameters={}, attachments=[])
        )

    def _end_attempt(self, message: UUID, number: int, reply: Reply, now: datetime) -> None:
        self._session.execute(
            update(ATTEMPT)
            # A late "sent" corrects "in doubt" (`settle_sent`); nothing corrects "sent".
            .where(_attempt(message, number), ATTEMPT.c.ended_at.is_(None))
            .values(
                outcome=_OUTCOMES.get(reply.verdict, reply.verdict.value),
                reply=reply.text,
                ended_at=now,
            )
        )


def _message(row: Row[tuple[object, ...]]) -> Message:
    return Message(
        id=row.id,
        idempotency_key=row.idempotency_key,
        request_sha256=row.request_sha256,
        requested_by=row.requested_by,
        organisation_id=row.organisation_id,
        kind=row.kind,
        recipient=row.recipient,
        language=row.language,
        parameters=row.parameters,
        secrets=row.secrets,
        attachments=msgspec.convert(row.attachments, tuple[Attachment, ...]),
        is_reported=row.is_reported,
        message_id=row.message_id,
        created_at=row.created_at,
        expires_at=row.expires_at,
        waits_since=row.waits_since,
        keeps_body=row.keeps_body,
        correlation_id=row.correlation_id,
        traceparent=row.traceparent,
    )


def _in_hand(claimed: ClaimedMessage) -> ColumnElement[bool]:
    return and_(
        MESSAGE.c.id == claimed.message.id,
        MESSAGE.c.state == "sending",
        MESSAGE.c.attempts == claimed.attempt,
    )


def _attempt(message: UUID, number: int) -> ColumnElement[bool]:
    return and_(ATTEMPT.c.message == message, ATTEMPT.c.number == number)


def _settled(state: str, now: datetime) -> dict[str, object]:
    what_is_left = forgotten() if state == "expired" else {"secrets": {}}
    return {"state": state, "due_at": None, "settled_at": now, **what_is_left}
