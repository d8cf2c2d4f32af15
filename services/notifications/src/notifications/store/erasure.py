"""Forgetting people in messages, in the caller's transaction; the store never commits."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    Text,
    and_,
    case,
    cast,
    delete,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Session

from contracts.people_news import PersonErased
from notifications.domain.forgetting import LEFT_OUT, traces_of
from notifications.store.erasure_tables import PERSON_ERASURE
from notifications.store.queue_statements import WAITING
from notifications.store.tables import ATTEMPT, FAILING_RECIPIENT, MESSAGE, RETURNED_MAIL

# Nor can it be sent again: nothing of it is kept.
_NOTHING: dict[str, Any] = {
    "parameters": {},
    "attachments": [],
    "secrets": {},
    "keeps_body": False,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Forgotten:
    """Somebody who is to be forgotten, and how far the messages are looked through."""

    person_id: UUID
    name: str
    email: str
    looked_until: UUID | None


class ErasureStore:
    """Orders to forget people, and messages of every organisation."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def order(self, erased: PersonErased) -> None:
        """Note that somebody is to be forgotten; what is older than the last order is ignored."""
        values = {
            "ordered_at": erased.at,
            "email": erased.email,
            "name": erased.name,
            "looked_until": None,
            "finished_at": None,
        }
        self._session.execute(
            insert(PERSON_ERASURE)
            .values(person_id=erased.person_id, **values)
            .on_conflict_do_update(
                index_elements=["person_id"],
                set_=values,
                where=PERSON_ERASURE.c.ordered_at < erased.at,
            )
        )

    def claim(self) -> Forgotten | None:
        """Return somebody who is still to be forgotten, locked; others who look find another."""
        row = self._session.execute(
            select(PERSON_ERASURE)
            .where(PERSON_ERASURE.c.finished_at.is_(None))
            .order_by(PERSON_ERASURE.c.ordered_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).one_or_none()
        if row is None:
            return None
        return Forgotten(
            person_id=row.person_id, name=row.name, email=row.email, looked_until=row.looked_until
        )

    def look_on(self, person: Forgotten, limit: int) -> UUID | None:
        """Forget him in the next `limit` messages; return the last of them, None at the end."""
        ids = self._session.scalars(
            select(MESSAGE.c.id)
            .where(
                literal(value=True)
                if person.looked_until is None
                else MESSAGE.c.id > person.looked_until
            )
            .order_by(MESSAGE.c.id)
            .limit(limit)
        ).all()
        if not ids:
            return None
        self._forget(person, ids[0], ids[-1])
        last: UUID = ids[-1]
        self._note(person, looked_until=last)
        return last

    def is_in_hand(self, person: Forgotten) -> bool:
        """Return whether a message to him is just being sent: it is looked at again afterwards."""
        sending = select(MESSAGE.c.id).where(_is_to(person), MESSAGE.c.state == "sending")
        return self._session.execute(sending.limit(1)).first() is not None

    def begin_again(self, person: Forgotten) -> None:
        """Look through all messages once more."""
        self._note(person, looked_until=None)

    def finish(self, person: Forgotten, now: datetime) -> None:
        """Forget the order's own words, and what else was remembered of him."""
        digest = hashlib.sha256(person.email.casefold().encode()).hexdigest()
        self._session.execute(
            delete(FAILING_RECIPIENT).where(FAILING_RECIPIENT.c.recipient_sha256 == digest)
        )
        self._note(person, finished_at=now, email=None, name=None, looked_until=None)

    def _forget(self, person: Forgotten, first: UUID, last: UUID) -> None:
        pattern = traces_of(person.name, person.email)
        these = MESSAGE.c.id.between(first, last)
        of_these = select(MESSAGE.c.id).where(these, _is_to(person))
        for table in (ATTEMPT, RETURNED_MAIL):
            column = table.c.reply if table is ATTEMPT else table.c.words
            mine = table.c.message.between(first, last)
            found = or_(column.op("~*")(pattern), table.c.message.in_(of_these))
            self._session.execute(
                update(table).where(mine, found).values({column.name: _without(column, pattern)})
            )
        self._session.execute(
            update(ATTEMPT)
            .where(ATTEMPT.c.message.in_(of_these), ATTEMPT.c.recipient != LEFT_OUT)
            .values(recipient=LEFT_OUT)
        )
        is_waiting = MESSAGE.c.state.in_(WAITING)
        now = func.now()
        self._session.execute(
            update(MESSAGE)
            .where(these, _is_to(person), MESSAGE.c.state != "sending")
            .values(
                recipient=LEFT_OUT,
                state=case((is_waiting, "expired"), else_=MESSAGE.c.state),
                settled_at=case((is_waiting, now), else_=MESSAGE.c.settled_at),
                due_at=None,
                **_NOTHING,
            )
        )
        said = cast(MESSAGE.c.parameters, Text)
        self._session.execute(
            update(MESSAGE)
            .where(these, and_(MESSAGE.c.state != "sending", said.op("~*")(pattern)))
            .values(parameters=cast(func.regexp_replace(said, pattern, LEFT_OUT, "gi"), JSONB))
        )

    def _note(self, person: Forgotten, **values: object) -> None:
        self._session.execute(
            update(PERSON_ERASURE)
            .where(PERSON_ERASURE.c.person_id == person.person_id)
            .values(**values)
        )


def _is_to(person: Forgotten) -> ColumnElement[bool]:
    return func.lower(MESSAGE.c.recipient) == person.email.lower()


def _without(column: Column[Any], pattern: str) -> ColumnElement[Any]:
    return func.regexp_replace(column, pattern, LEFT_OUT, "gi")
