"""Answers that are kept ready, with their versions; never commits."""

from datetime import datetime

import msgspec
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.orm import Session

from contracts.canned_answers import CannedAnswer
from tickets.store.canned_answer_tables import CANNED_ANSWER_VERSION


class CannedAnswerStore:
    """Every version of every answer."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def newest(self) -> tuple[CannedAnswer, ...]:
        """Return the newest version of each answer, by key."""
        rows = self._session.scalars(
            select(CANNED_ANSWER_VERSION.c.definition)
            .ext(distinct_on(CANNED_ANSWER_VERSION.c.key))
            .order_by(CANNED_ANSWER_VERSION.c.key, CANNED_ANSWER_VERSION.c.version.desc())
        )
        return tuple(msgspec.convert(row, CannedAnswer) for row in rows)

    def find(self, key: str) -> CannedAnswer | None:
        """Return the newest version of an answer, or None."""
        definition = self._session.scalar(
            select(CANNED_ANSWER_VERSION.c.definition)
            .where(CANNED_ANSWER_VERSION.c.key == key)
            .order_by(CANNED_ANSWER_VERSION.c.version.desc())
            .limit(1)
        )
        return None if definition is None else msgspec.convert(definition, CannedAnswer)

    def add_if_new(self, wanted: CannedAnswer, *, actor: str) -> bool:
        """Insert a version; return False if there is one of this number.

        Waits for a concurrent insert of the same version to commit or roll back.
        """
        added = self._session.scalar(
            insert(CANNED_ANSWER_VERSION)
            .values(
                key=wanted.key,
                version=wanted.version,
                definition=msgspec.to_builtins(wanted),
                created_by=actor,
                created_at=self._now,
            )
            .on_conflict_do_nothing(index_elements=["key", "version"])
            .returning(CANNED_ANSWER_VERSION.c.version)
        )
        return added is not None
