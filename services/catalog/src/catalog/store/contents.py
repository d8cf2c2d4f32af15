"""What the vendor writes, with every version; never commits."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from catalog.store.content_tables import CONTENT, CONTENT_CATEGORY, CONTENT_VERSION
from chassis.database import Askable
from contracts.content import (
    ContentCategory,
    ContentKind,
    ContentState,
    ContentWords,
    Prose,
    WrittenContent,
    WrittenVersion,
)
from contracts.events import Language
from contracts.request_types import Label


class ContentStore:
    """Drafts, versions and categories: what the vendor's people work on."""

    def __init__(self, session: Askable, now: datetime) -> None:
        self._session = session
        self._now = now

    def add_if_new(self, content_id: UUID, kind: ContentKind) -> bool:
        """Insert something without a version yet; False if there is one of this id.

        Waits for a concurrent insert of such a one to commit or roll back.
        """
        added = self._session.scalar(
            insert(CONTENT)
            .values(id=content_id, kind=kind, newest_version=0, begun_at=self._now)
            .on_conflict_do_nothing()
            .returning(CONTENT.c.id)
        )
        return added is not None

    def lock(self, content_id: UUID) -> WrittenContent | None:
        """Return something with its newest version, locked until the transaction ends, or None."""
        locked = self._session.execute(
            select(CONTENT.c.id).where(CONTENT.c.id == content_id).with_for_update()
        ).first()
        return None if locked is None else self.find(content_id)

    def find(self, content_id: UUID) -> WrittenContent | None:
        """Return something with its newest version, or None."""
        row = self._session.execute(_written().where(CONTENT.c.id == content_id)).first()
        return None if row is None else _content(row)

    def add_version(
        self, content_id: UUID, version: int, words: ContentWords, written_by: UUID
    ) -> None:
        """Insert the next version; the caller has locked the content, or made it."""
        self._session.execute(
            insert(CONTENT_VERSION).values(
                content_id=content_id,
                version=version,
                title_de=words.title.de,
                title_en=words.title.en,
                text_de=words.text.de,
                text_en=words.text.en,
                topic=words.topic,
                importance=words.importance,
                valid_through=words.valid_through,
                category=words.category,
                as_of=words.as_of,
                audience=sorted(set(words.audience)),
                video_url=words.video_url,
                minutes=words.minutes,
                written_by=written_by,
                written_at=self._now,
            )
        )
        self._update(content_id, newest_version=version)

    def publish(self, content_id: UUID, version: int, published_at: datetime) -> None:
        """Note which version readers see; the caller has locked the content."""
        self._update(content_id, published_version=version, published_at=published_at)

    def withdraw(self, content_id: UUID) -> None:
        """Note that readers see none; the caller has locked the content."""
        self._update(content_id, published_version=None)

    def title_of(self, content_id: UUID, language: Language) -> str:
        """Return the title that is published, or was written last; empty if there is none."""
        shown = func.coalesce(CONTENT.c.published_version, CONTENT.c.newest_version)
        title: str | None = self._session.scalar(
            select(CONTENT_VERSION.c[f"title_{language}"])
            .join(CONTENT, CONTENT.c.id == CONTENT_VERSION.c.content_id)
            .where(CONTENT.c.id == content_id, CONTENT_VERSION.c.version == shown)
        )
        return title or ""

    def versions(self, content_id: UUID) -> tuple[WrittenVersion, ...]:
        """Return every version, the newest first."""
        rows = self._session.execute(
            select(CONTENT_VERSION)
            .where(CONTENT_VERSION.c.content_id == content_id)
            .order_by(CONTENT_VERSION.c.version.desc())
            .limit(200)
        )
        return tuple(_version(row) for row in rows)

    def find_version(self, content_id: UUID, version: int) -> WrittenVersion | None:
        """Return one version, or None."""
        row = self._session.execute(
            select(CONTENT_VERSION).where(
                CONTENT_VERSION.c.content_id == content_id, CONTENT_VERSION.c.version == version
            )
        ).first()
        return None if row is None else _version(row)

    def page(
        self,
        kind: ContentKind | None,
        state: ContentState | None,
        *,
        before: tuple[datetime, UUID] | None,
        limit: int,
    ) -> list[WrittenContent]:
        """Return a page, the newest first."""
        query = _written()
        if kind is not None:
            query = query.where(CONTENT.c.kind == kind)
        if state is not None:
            query = query.where(_in_state(state))
        if before is not None:
            query = query.where(tuple_(CONTENT.c.begun_at, CONTENT.c.id) < tuple_(*before))
        order = (CONTENT.c.begun_at.desc(), CONTENT.c.id.desc())
        rows = self._session.execute(query.order_by(*order).limit(limit))
        return [_content(row) for row in rows]

    def categories(self) -> tuple[ContentCategory, ...]:
        """Return every category in its order."""
        rows = self._session.execute(
            select(CONTENT_CATEGORY).order_by(CONTENT_CATEGORY.c.position, CONTENT_CATEGORY.c.key)
        )
        return tuple(
            ContentCategory(
                key=row.key, name=Label(de=row.name_de, en=row.name_en), position=row.position
            )
            for row in rows
        )

    def put_category(self, category: ContentCategory) -> None:
        """Store a category; the last one who says what it is called is followed."""
        values = {
            "name_de": category.name.de,
            "name_en": category.name.en,
            "position": category.position,
        }
        self._session.execute(
            insert(CONTENT_CATEGORY)
            .values(key=category.key, **values)
            .on_conflict_do_update(index_elements=["key"], set_=values)
        )

    def _update(self, content_id: UUID, **values: object) -> None:
        self._session.execute(update(CONTENT).where(CONTENT.c.id == content_id).values(values))


def _written() -> Select[Any]:
    newest = and_(
        CONTENT_VERSION.c.content_id == CONTENT.c.id,
        CONTENT_VERSION.c.version == CONTENT.c.newest_version,
    )
    return select(CONTENT, CONTENT_VERSION).join(CONTENT_VERSION, newest)


def _in_state(state: ContentState) -> Any:
    if state == "published":
        return CONTENT.c.published_version.is_not(None)
    unseen = CONTENT.c.published_at.is_(None)
    return and_(CONTENT.c.published_version.is_(None), unseen if state == "draft" else ~unseen)


def _content(row: Row[Any]) -> WrittenContent:
    state: ContentState = "draft"
    if row.published_version is not None:
        state = "published"
    elif row.published_at is not None:
        state = "withdrawn"
    return WrittenContent(
        id=row.id,
        kind=row.kind,
        state=state,
        begun_at=row.begun_at,
        newest_version=row.newest_version,
        published_version=row.published_version,
        published_at=row.published_at,
        newest=_version(row),
    )


def _version(row: Row[Any]) -> WrittenVersion:
    return WrittenVersion(
        version=row.version,
        written_by=row.written_by,
        written_at=row.written_at,
        words=ContentWords(
            title=Label(de=row.title_de, en=row.title_en),
            text=Prose(de=row.text_de, en=row.text_en),
            topic=row.topic,
            importance=row.importance,
            valid_through=row.valid_through,
            category=row.category,
            as_of=row.as_of,
            audience=tuple(row.audience),
            video_url=row.video_url,
            minutes=row.minutes,
        ),
    )
