"""Messages that were given up and nobody has looked at; never commits."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, func, literal, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import JSONB

from chassis.database import Askable
from contracts.abandoned import AbandonedMessage, WhyNoReplay
from notifications.store.tables import ATTEMPT, MESSAGE

_ABANDONED = and_(MESSAGE.c.state == "failed", MESSAGE.c.put_away_at.is_(None))
_HAS_BODY = or_(MESSAGE.c.keeps_body, MESSAGE.c.parameters != literal({}, JSONB))
_CAN_REPLAY = and_(_ABANDONED, ~MESSAGE.c.had_secrets, _HAS_BODY)


class AbandonedStore:
    """Messages of the organisations that the transaction has opened."""

    def __init__(self, session: Askable) -> None:
        self._session = session

    def page(
        self, *, kind: str | None, after: tuple[datetime, UUID] | None, limit: int
    ) -> list[AbandonedMessage]:
        """Return up to `limit` of them, those given up last first, continuing after a key."""
        last_words = (
            select(ATTEMPT.c.reply)
            .where(ATTEMPT.c.message == MESSAGE.c.id)
            .order_by(ATTEMPT.c.number.desc())
            .limit(1)
            .scalar_subquery()
        )
        query = select(MESSAGE, last_words.label("reply"), _HAS_BODY.label("has_body")).where(
            _ABANDONED, _of(kind)
        )
        key = (MESSAGE.c.settled_at, MESSAGE.c.id)
        if after is not None:
            query = query.where(tuple_(*key) < tuple_(*map(literal, after)))
        rows = self._session.execute(query.order_by(*(each.desc() for each in key)).limit(limit))
        return [_message(row) for row in rows]

    def counts(self) -> dict[str, int]:
        """Return how many there are of each kind."""
        rows = self._session.execute(
            select(MESSAGE.c.kind, func.count()).where(_ABANDONED).group_by(MESSAGE.c.kind)
        )
        return {row[0]: row[1] for row in rows}

    def replay(self, ids: Sequence[UUID], now: datetime) -> dict[UUID, UUID | None]:
        """Have these sent again at once; return whose each is that can be.

        Their key and Message-ID stay: whoever has one after all sees that it is a copy.
        """
        return self._change(
            and_(MESSAGE.c.id.in_(ids), _CAN_REPLAY),
            {"state": "queued", "due_at": now, "waits_since": now, "settled_at": None},
        )

    def replayable(self, *, kind: str | None, limit: int) -> list[UUID]:
        """Return up to `limit` messages that can be sent again, the oldest first."""
        found = self._session.scalars(
            select(MESSAGE.c.id)
            .where(_CAN_REPLAY, _of(kind))
            .order_by(MESSAGE.c.settled_at, MESSAGE.c.id)
            .limit(limit)
        )
        return list(found)

    def put_away(self, ids: Sequence[UUID], now: datetime) -> dict[UUID, UUID | None]:
        """Take these off the list; return whose each is that was on it."""
        return self._change(and_(MESSAGE.c.id.in_(ids), _ABANDONED), {"put_away_at": now})

    def _change(
        self, which: ColumnElement[bool], values: dict[str, Any]
    ) -> dict[UUID, UUID | None]:
        changed = update(MESSAGE).where(which).values(values)
        rows = self._session.execute(changed.returning(MESSAGE.c.id, MESSAGE.c.organisation_id))
        return {row.id: row.organisation_id for row in rows}


def _of(kind: str | None) -> ColumnElement[bool]:
    return literal(value=True) if kind is None else MESSAGE.c.kind == kind


def _message(row: Row[Any]) -> AbandonedMessage:
    why_not: WhyNoReplay | None = None
    if row.had_secrets:
        why_not = "secrets_gone"
    elif not row.has_body:
        why_not = "body_gone"
    return AbandonedMessage(
        id=row.id,
        kind=row.kind,
        organisation_id=row.organisation_id,
        channel="phone" if row.lane == "phone" else "mail",
        recipient=row.recipient,
        created_at=row.created_at,
        failed_at=row.settled_at,
        attempts=row.attempts,
        reply=row.reply or "",
        why_no_replay=why_not,
    )
