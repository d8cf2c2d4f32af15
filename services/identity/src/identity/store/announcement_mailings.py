"""Announcements that are being mailed; never commits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from chassis.database import wait_for_turn
from contracts.announcements import AnnouncementPublished
from contracts.content import Importance
from contracts.events import Language
from identity.store.announcement_tables import ANNOUNCEMENT_MAILING
from identity.store.tables import MEMBERSHIP, ORGANISATION, PERSON


@dataclass(frozen=True, kw_only=True, slots=True)
class Mailing:
    """An announcement, whom it is for, and the last one who was told."""

    content_id: UUID
    version: int
    importance: Importance
    audience: tuple[str, ...]
    titles: dict[Language, str]
    summaries: dict[Language, str]
    told_through: UUID | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Reader:
    """Somebody who is told, as he is written to."""

    person_id: UUID
    email: str
    language: Language


class AnnouncementMailingStore:
    """Mailings, and the people whom they are for."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def add_if_new(self, announced: AnnouncementPublished) -> None:
        """Insert a mailing; a repeat, and an older version than one known, change nothing.

        What was published later may be heard of first: nobody is mailed the words of before.
        """
        wait_for_turn(self._session, f"announcement {announced.content_id}")
        newest = self._session.scalar(
            select(func.max(ANNOUNCEMENT_MAILING.c.version)).where(
                ANNOUNCEMENT_MAILING.c.content_id == announced.content_id
            )
        )
        if newest is not None and newest >= announced.version:
            return
        self._session.execute(
            insert(ANNOUNCEMENT_MAILING).values(
                content_id=announced.content_id,
                version=announced.version,
                importance=announced.importance,
                audience=list(announced.audience),
                title_de=announced.title.de,
                title_en=announced.title.en,
                summary_de=announced.summary.de,
                summary_en=announced.summary.en,
                begun_at=self._now,
            )
        )

    def lock_next(self) -> Mailing | None:
        """Return the oldest mailing that is not finished, locked; what others do is left out."""
        row = self._session.execute(
            select(ANNOUNCEMENT_MAILING)
            .where(ANNOUNCEMENT_MAILING.c.finished_at.is_(None))
            .order_by(ANNOUNCEMENT_MAILING.c.begun_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).first()
        if row is None:
            return None
        return Mailing(
            content_id=row.content_id,
            version=row.version,
            importance=row.importance,
            audience=tuple(row.audience),
            titles={"de": row.title_de, "en": row.title_en},
            summaries={"de": row.summary_de, "en": row.summary_en},
            told_through=row.told_through,
        )

    def readers_after(
        self, person_id: UUID | None, kinds: Iterable[str], *, limit: int
    ) -> list[Reader]:
        """Return members of organisations of these kinds, each once, in the order of ids."""
        belongs = (
            select(MEMBERSHIP.c.person_id)
            .join(ORGANISATION, ORGANISATION.c.id == MEMBERSHIP.c.organisation_id)
            .where(MEMBERSHIP.c.person_id == PERSON.c.id, ORGANISATION.c.kind.in_(tuple(kinds)))
        )
        query = select(PERSON.c.id, PERSON.c.email, PERSON.c.language).where(belongs.exists())
        if person_id is not None:
            query = query.where(PERSON.c.id > person_id)
        rows = self._session.execute(query.order_by(PERSON.c.id).limit(limit))
        return [Reader(person_id=row.id, email=row.email, language=row.language) for row in rows]

    def note_told(self, mailing: Mailing, through: UUID | None, *, is_finished: bool) -> None:
        """Note how far it has come; the caller has locked the mailing."""
        self._session.execute(
            update(ANNOUNCEMENT_MAILING)
            .where(
                ANNOUNCEMENT_MAILING.c.content_id == mailing.content_id,
                ANNOUNCEMENT_MAILING.c.version == mailing.version,
            )
            .values(
                told_through=through or mailing.told_through,
                finished_at=self._now if is_finished else None,
            )
        )
