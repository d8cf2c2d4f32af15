"""Past messages of one organisation, or to one address, newest first; never commits.

Each question has an index in the list's order that begins with what it asks for, so a page reads as
many rows as it shows however many others there are (docs/adr/0044).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Row, Select, exists, literal, select, tuple_

from chassis.database import Askable
from contracts.message_history import PastAttempt, PastMessage
from notifications.domain.page_keys import Key
from notifications.store.tables import ATTEMPT, MESSAGE, REACHED_NOBODY


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What is asked for: an organisation, an address, or both; perhaps a kind, or only trouble."""

    organisation_id: UUID | None
    recipient: str | None = None
    kind: str | None = None
    reached_nobody: bool = False


class HistoryStore:
    """Messages of the organisations that the transaction has opened."""

    def __init__(self, session: Askable) -> None:
        self._session = session

    def page(self, asked: Asked, *, after: Key | None, limit: int) -> list[PastMessage]:
        """Return up to `limit` messages, the newest first, continuing after a key."""
        key = (MESSAGE.c.created_at, MESSAGE.c.id)
        query = _messages().where(*_conditions(asked))
        if after is not None:
            query = query.where(tuple_(*key) < tuple_(*map(literal, after)))
        rows = self._session.execute(query.order_by(*(each.desc() for each in key)).limit(limit))
        return [_message(row) for row in rows]

    def find(self, message_id: UUID, organisation_id: UUID | None) -> PastMessage | None:
        """Return a message; where an organisation is named, only if it is that organisation's."""
        query = _messages().where(MESSAGE.c.id == message_id)
        if organisation_id is not None:
            query = query.where(MESSAGE.c.organisation_id == organisation_id)
        row = self._session.execute(query).one_or_none()
        return None if row is None else _message(row)

    def attempts(self, message_id: UUID) -> Sequence[PastAttempt]:
        """Return every attempt of a message, oldest first."""
        rows = self._session.execute(
            select(ATTEMPT).where(ATTEMPT.c.message == message_id).order_by(ATTEMPT.c.number)
        )
        return [msgspec.convert(row, PastAttempt, from_attributes=True) for row in rows]

    def words(self, message_id: UUID) -> dict[str, str]:
        """Return what a message was filled in with, empty where that is forgotten."""
        kept: dict[str, str] | None = self._session.scalar(
            select(MESSAGE.c.parameters).where(MESSAGE.c.id == message_id)
        )
        return kept or {}


def _conditions(asked: Asked) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if asked.organisation_id is not None:
        wanted.append(MESSAGE.c.organisation_id == asked.organisation_id)
    if asked.recipient is not None:
        wanted.append(MESSAGE.c.recipient == asked.recipient)
    if asked.kind is not None:
        wanted.append(MESSAGE.c.kind == asked.kind)
    if asked.reached_nobody:
        wanted.append(REACHED_NOBODY)
    return wanted


def _messages() -> Select[Any]:
    last_words = (
        select(ATTEMPT.c.reply)
        .where(ATTEMPT.c.message == MESSAGE.c.id)
        .order_by(ATTEMPT.c.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    doubt = exists().where(ATTEMPT.c.message == MESSAGE.c.id, ATTEMPT.c.outcome == "in_doubt")
    return select(MESSAGE, last_words.label("reply"), doubt.label("was_in_doubt"))


def _message(row: Row[Any]) -> PastMessage:
    return PastMessage(
        id=row.id,
        organisation_id=row.organisation_id,
        kind=row.kind,
        channel="phone" if row.lane == "phone" else "mail",
        recipient=row.recipient,
        language=row.language,
        state=row.state,
        was_in_doubt=row.was_in_doubt,
        message_id=row.message_id,
        created_at=row.created_at,
        settled_at=row.settled_at,
        attempts=row.attempts,
        reply=row.reply or "",
    )
