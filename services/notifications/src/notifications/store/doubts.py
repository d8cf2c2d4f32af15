"""Attempts that ended without an answer and that nobody has decided about; never commits."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, case, func, literal, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import JSONB

from chassis.database import Askable
from contracts.doubtful_messages import DoubtfulAttempt, WhyNoRepeat
from notifications.domain.page_keys import Key
from notifications.store.queue_statements import WAITING, forgotten
from notifications.store.tables import ATTEMPT, MESSAGE

_OPEN = and_(ATTEMPT.c.outcome == "in_doubt", ATTEMPT.c.decided_at.is_(None))
_HAS_BODY = or_(MESSAGE.c.keeps_body, MESSAGE.c.parameters != literal({}, JSONB))
_WAITS = MESSAGE.c.state.in_(WAITING)
_CAN_REPEAT = or_(_WAITS, and_(MESSAGE.c.state == "failed", ~MESSAGE.c.had_secrets, _HAS_BODY))


class DoubtStore:
    """Attempts of the organisations that the transaction has opened."""

    def __init__(self, session: Askable) -> None:
        self._session = session

    def page(self, *, after: Key | None, limit: int) -> list[DoubtfulAttempt]:
        """Return up to `limit` of them, the newest first, continuing after a key."""
        key = (ATTEMPT.c.started_at, ATTEMPT.c.message)
        query = (
            select(
                MESSAGE,
                ATTEMPT.c.number,
                ATTEMPT.c.started_at,
                ATTEMPT.c.reply,
                _HAS_BODY.label("has_body"),
            )
            .join(MESSAGE, MESSAGE.c.id == ATTEMPT.c.message)
            .where(_OPEN)
        )
        if after is not None:
            query = query.where(tuple_(*key) < tuple_(*map(literal, after)))
        rows = self._session.execute(query.order_by(*(each.desc() for each in key)).limit(limit))
        return [_attempt(row) for row in rows]

    def count(self) -> int:
        """Return how many there are."""
        return self._session.scalar(select(func.count()).select_from(ATTEMPT).where(_OPEN)) or 0

    def send_again(self, ids: Sequence[UUID], now: datetime) -> dict[UUID, UUID | None]:
        """Have these go out at once, as they were; return whose each is that can be.

        Key and Message-ID stay, so whoever has one after all sees that it is a copy.
        """
        decided = self._decide(ids, _CAN_REPEAT, now)
        is_failed = MESSAGE.c.state == "failed"
        self._change(
            decided,
            {
                "state": case((is_failed, "queued"), else_=MESSAGE.c.state),
                "waits_since": case((is_failed, now), else_=MESSAGE.c.waits_since),
                "due_at": now,
                "settled_at": None,
                "put_away_at": None,
            },
        )
        return decided

    def let_rest(self, ids: Sequence[UUID], now: datetime) -> dict[UUID, UUID | None]:
        """Leave these as they are, and send none that still waits; return whose each is."""
        decided = self._decide(ids, MESSAGE.c.state != "sending", now)
        called_off = {"state": "expired", "due_at": None, "settled_at": now, **forgotten()}
        self._change(decided, called_off, _WAITS)
        failed = and_(MESSAGE.c.state == "failed", MESSAGE.c.put_away_at.is_(None))
        self._change(decided, {"put_away_at": now}, failed)
        return decided

    def _decide(
        self, ids: Sequence[UUID], which: ColumnElement[bool], now: datetime
    ) -> dict[UUID, UUID | None]:
        """Take attempts off the list; of two who decide at once only one is told that he did."""
        held = self._session.scalars(
            select(MESSAGE.c.id)
            .where(MESSAGE.c.id.in_(ids), which)
            .order_by(MESSAGE.c.id)
            .with_for_update()
        ).all()
        rows = self._session.execute(
            update(ATTEMPT)
            .where(ATTEMPT.c.message.in_(held), _OPEN)
            .values(decided_at=now)
            .returning(ATTEMPT.c.message, ATTEMPT.c.organisation_id)
        )
        return {row.message: row.organisation_id for row in rows}

    def _change(
        self,
        decided: dict[UUID, UUID | None],
        values: dict[str, Any],
        which: ColumnElement[bool] | None = None,
    ) -> None:
        chosen = [MESSAGE.c.id.in_(list(decided)), *([] if which is None else [which])]
        self._session.execute(update(MESSAGE).where(*chosen).values(values))


def _attempt(row: Row[Any]) -> DoubtfulAttempt:
    return DoubtfulAttempt(
        id=row.id,
        number=row.number,
        kind=row.kind,
        organisation_id=row.organisation_id,
        channel="phone" if row.lane == "phone" else "mail",
        recipient=row.recipient,
        message_id=row.message_id,
        started_at=row.started_at,
        reply=row.reply,
        state=row.state,
        attempts=row.attempts,
        why_no_repeat=_why_no_repeat(row),
    )


def _why_no_repeat(row: Row[Any]) -> WhyNoRepeat | None:
    if row.state in WAITING:
        return None
    other: dict[str, WhyNoRepeat] = {"sent": "sent_since", "sending": "in_hand"}
    if row.state != "failed":
        return other.get(row.state, "settled")
    if row.had_secrets:
        return "secrets_gone"
    return None if row.has_body else "body_gone"
