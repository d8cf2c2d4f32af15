"""The feed of organisations' affairs in the caller's transaction; never commits."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Text, and_, cast, func, or_, select, true, update
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.engine import Row

from chassis.database import Askable
from contracts.feed import AffairChanged, DocumentFacts, FeedArea
from notifications.domain.feed import FeedEntry, FeedSight
from notifications.store.feed_tables import AFFAIR, FEED_END, FEED_ENTRY


class FeedStore:
    """Feeds of the organisations that the transaction has opened."""

    def __init__(self, session: Askable) -> None:
        self._session = session

    def lock(self, organisation_id: UUID) -> int:
        """Return the last position; nobody else adds to this feed until the transaction ends."""
        self._session.execute(
            insert(FEED_END)
            .values(organisation_id=organisation_id, position=0)
            .on_conflict_do_nothing()
        )
        position: int = self._session.scalars(
            select(FEED_END.c.position)
            .where(FEED_END.c.organisation_id == organisation_id)
            .with_for_update()
        ).one()
        return position

    def end(self, organisation_id: UUID) -> int:
        """Return the last position; all that stand ahead of it are committed."""
        position = self._session.scalar(
            select(FEED_END.c.position).where(FEED_END.c.organisation_id == organisation_id)
        )
        return position or 0

    def has(self, organisation_id: UUID, entry_id: UUID) -> bool:
        """Whether the event is in the feed; the caller has locked it."""
        return self.position_of(organisation_id, entry_id) is not None

    def position_of(self, organisation_id: UUID, entry_id: UUID) -> int | None:
        """Return where the event stands, None if there is none."""
        return self._session.scalar(
            select(FEED_ENTRY.c.position).where(
                FEED_ENTRY.c.organisation_id == organisation_id, FEED_ENTRY.c.id == entry_id
            )
        )

    def note_affair(self, changed: AffairChanged) -> None:
        """Take over who is shown the affair, unless what is known is as new or newer.

        Of one that is gone for good nothing is kept but that there were events about it.
        """
        values = {
            "organisation_id": changed.organisation_id,
            "subject_id": changed.subject_id,
            "area": _area_of(changed),
            "version": changed.version,
            "document_type": _document_type_of(changed),
            "is_shown": changed.is_shown and not changed.is_gone,
            "shown_until": changed.shown_until,
            "is_gone": changed.is_gone,
        }
        self._session.execute(
            insert(AFFAIR)
            .values(values)
            .on_conflict_do_update(
                index_elements=["organisation_id", "subject_id"],
                set_=values,
                where=and_(AFFAIR.c.version < changed.version, AFFAIR.c.is_gone.is_(False)),
            )
        )
        if changed.is_gone:
            self._session.execute(
                update(FEED_ENTRY)
                .where(
                    FEED_ENTRY.c.organisation_id == changed.organisation_id,
                    FEED_ENTRY.c.subject_id == changed.subject_id,
                )
                .values(facts={})
            )

    def add(self, entry_id: UUID, changed: AffairChanged, *, after: int) -> FeedEntry:
        """Add the event behind the last position; the caller has locked the feed."""
        facts = msgspec.to_builtins(changed.facts)
        del facts["area"]
        if self._is_gone(changed):
            facts = {}
        position = after + 1
        self._session.execute(
            insert(FEED_ENTRY).values(
                organisation_id=changed.organisation_id,
                position=position,
                id=entry_id,
                subject_id=changed.subject_id,
                area=_area_of(changed),
                type=changed.type,
                facts=facts,
                at=changed.at,
            )
        )
        self._session.execute(
            update(FEED_END)
            .where(FEED_END.c.organisation_id == changed.organisation_id)
            .values(position=position)
        )
        return FeedEntry(
            id=entry_id,
            position=position,
            area=_area_of(changed),
            type=str(changed.type),
            subject_id=changed.subject_id,
            facts=facts,
            at=changed.at,
        )

    def page(self, sight: FeedSight, *, after: int, now: datetime, limit: int) -> list[FeedEntry]:
        """Return up to `limit` events behind a position of affairs that are shown just now.

        Each area is walked along its own index, so that one who sees little waits for nobody.
        """
        area = (
            func.unnest(cast(list(sight.areas), ARRAY(Text))).table_valued("area").render_derived()
        )
        walk = (
            select(FEED_ENTRY)
            .join(
                AFFAIR,
                and_(
                    AFFAIR.c.organisation_id == FEED_ENTRY.c.organisation_id,
                    AFFAIR.c.subject_id == FEED_ENTRY.c.subject_id,
                ),
            )
            .where(
                FEED_ENTRY.c.organisation_id == sight.organisation_id,
                AFFAIR.c.organisation_id == sight.organisation_id,
                FEED_ENTRY.c.area == area.c.area,
                FEED_ENTRY.c.position > after,
                *_is_shown(now),
                *_is_of_types(sight),
            )
            .order_by(FEED_ENTRY.c.position)
            .limit(limit)
            .correlate(area)
            .lateral()
        )
        rows = self._session.execute(
            select(walk).select_from(area.join(walk, true())).order_by(walk.c.position).limit(limit)
        )
        return [_entry_of(row) for row in rows]

    def _is_gone(self, changed: AffairChanged) -> bool:
        return bool(
            self._session.scalar(
                select(AFFAIR.c.is_gone).where(
                    AFFAIR.c.organisation_id == changed.organisation_id,
                    AFFAIR.c.subject_id == changed.subject_id,
                )
            )
        )


def _is_shown(now: datetime) -> tuple[ColumnElement[bool], ...]:
    is_running = or_(AFFAIR.c.shown_until.is_(None), AFFAIR.c.shown_until > now)
    return AFFAIR.c.is_shown, is_running


def _is_of_types(sight: FeedSight) -> tuple[ColumnElement[bool], ...]:
    if sight.document_types is None:
        return ()
    of_types = AFFAIR.c.document_type.in_(sight.document_types)
    return (or_(AFFAIR.c.document_type.is_(None), of_types),)


def _area_of(changed: AffairChanged) -> FeedArea:
    area: FeedArea = changed.facts.__struct_config__.tag  # type: ignore[assignment]  # its literal
    return area


def _document_type_of(changed: AffairChanged) -> str | None:
    return changed.facts.document_type if isinstance(changed.facts, DocumentFacts) else None


def _entry_of(row: Row[Any]) -> FeedEntry:
    return FeedEntry(
        id=row.id,
        position=row.position,
        area=row.area,
        type=row.type,
        subject_id=row.subject_id,
        facts=row.facts,
        at=row.at,
    )
