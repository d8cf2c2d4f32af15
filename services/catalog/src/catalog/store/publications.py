"""What is published, as readers list, find and read it; never commits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, delete, func, or_, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from catalog.domain.content_search import Wanted, folded
from catalog.store.content_tables import CONTENT_CATEGORY, CONTENT_VERSION, PUBLICATION
from catalog.store.content_vectors import found_by, question, telling_words
from chassis.database import Askable
from contracts.content import ContentKind, ContentWords, Importance, Topic
from contracts.events import Language
from contracts.principal import OrganisationKind


@dataclass(frozen=True, kw_only=True, slots=True)
class Published:
    """Something published in one language; `sorted_by` is its place among the others."""

    id: UUID
    kind: ContentKind
    version: int
    title: str
    text: str
    topic: Topic | None
    importance: Importance
    category: str | None
    category_name: str | None
    as_of: date | None
    video_url: str | None
    minutes: int | None
    published_at: datetime
    sorted_by: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Reader:
    """Who reads: in which language, of which kind of organisation; staff read everything."""

    language: Language
    organisation_kind: OrganisationKind | None
    is_staff: bool
    today: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Selection:
    """Which of the published are meant."""

    kind: ContentKind
    topic: Topic | None = None
    category: str | None = None


class PublicationStore:
    """What readers see."""

    def __init__(self, session: Askable) -> None:
        self._session = session

    def put(
        self,
        content_id: UUID,
        kind: ContentKind,
        version: int,
        words: ContentWords,
        published_at: datetime,
    ) -> None:
        """Show this version from now on; the caller has locked the content."""
        values = {
            "version": version,
            "kind": kind,
            "topic": words.topic,
            "importance": words.importance,
            "valid_through": words.valid_through,
            "category": words.category,
            "audience": sorted(set(words.audience)),
            "sorted_de": folded(words.title.de)[:400],
            "sorted_en": folded(words.title.en)[:400],
            "found_de": found_by("de", words.title.de, words.text.de),
            "found_en": found_by("en", words.title.en, words.text.en),
            "published_at": published_at,
        }
        self._session.execute(
            insert(PUBLICATION)
            .values(content_id=content_id, **values)
            .on_conflict_do_update(index_elements=["content_id"], set_=values)
        )

    def remove(self, content_id: UUID) -> None:
        """Show it no more."""
        self._session.execute(delete(PUBLICATION).where(PUBLICATION.c.content_id == content_id))

    def find(self, content_id: UUID, reader: Reader) -> Published | None:
        """Return something that is published for the reader, or None."""
        query = _published(reader).where(PUBLICATION.c.content_id == content_id)
        row = self._session.execute(query).first()
        return None if row is None else _in(row)

    def newest(
        self, wanted: Selection, reader: Reader, *, before: tuple[datetime, UUID] | None, limit: int
    ) -> list[Published]:
        """Return a page, the newest first."""
        place = tuple_(PUBLICATION.c.published_at, PUBLICATION.c.content_id)
        query = _selected(_published(reader), wanted)
        if before is not None:
            query = query.where(place < tuple_(*before))
        order = (PUBLICATION.c.published_at.desc(), PUBLICATION.c.content_id.desc())
        return [_in(row) for row in self._session.execute(query.order_by(*order).limit(limit))]

    def by_title(
        self, wanted: Selection, reader: Reader, *, after: tuple[str, UUID] | None, limit: int
    ) -> list[Published]:
        """Return a page in the order of titles."""
        title = _sorted(reader.language)
        query = _selected(_published(reader), wanted)
        if after is not None:
            query = query.where(tuple_(title, PUBLICATION.c.content_id) > tuple_(*after))
        order = (title, PUBLICATION.c.content_id)
        return [_in(row) for row in self._session.execute(query.order_by(*order).limit(limit))]

    def search(
        self, wanted: Selection, words: tuple[Wanted, ...], reader: Reader, *, limit: int
    ) -> list[Published]:
        """Return what holds every word that says something, the best first.

        A word is held by its stem, as the beginning of another, or within a compound. Words that
        the language is full of are not asked for; if there are no others, nothing is found.
        """
        telling = telling_words(self._session, words, reader.language)
        if not telling:
            return []
        found = _found(reader.language)
        asked = [question(word, reader.language) for word in telling]
        rank = sum((func.ts_rank(found, each) for each in asked[1:]), func.ts_rank(found, asked[0]))
        query = _selected(_published(reader), wanted).where(
            *(found.bool_op("@@")(each) for each in asked)
        )
        order = (rank.desc(), _sorted(reader.language), PUBLICATION.c.content_id)
        return [_in(row) for row in self._session.execute(query.order_by(*order).limit(limit))]

    def required(self, reader: Reader, confirmed: Iterable[tuple[UUID, int]]) -> list[Published]:
        """Return important notices for the reader besides those he has confirmed, oldest first."""
        query = _published(reader).where(
            PUBLICATION.c.importance == "required",
            tuple_(PUBLICATION.c.content_id, PUBLICATION.c.version).not_in(list(confirmed)),
        )
        order = (PUBLICATION.c.published_at, PUBLICATION.c.content_id)
        return [_in(row) for row in self._session.execute(query.order_by(*order).limit(50))]

    def counts_since(
        self, since: datetime, kinds: Iterable[ContentKind], reader: Reader
    ) -> dict[ContentKind, int]:
        """Return how much was published since the instant, by kind."""
        rows = self._session.execute(
            select(PUBLICATION.c.kind, func.count().label("found"))
            .where(
                PUBLICATION.c.kind.in_(tuple(kinds)),
                PUBLICATION.c.published_at > since,
                *_for(reader),
            )
            .group_by(PUBLICATION.c.kind)
        )
        return {row.kind: row.found for row in rows}


def _for(reader: Reader) -> tuple[ColumnElement[bool], ...]:
    if reader.is_staff:
        return ()
    audience = PUBLICATION.c.audience
    everybody = func.cardinality(audience) == 0
    his = [reader.organisation_kind] if reader.organisation_kind else []
    return (
        or_(everybody, audience.contains(his)) if his else everybody,
        or_(PUBLICATION.c.valid_through.is_(None), PUBLICATION.c.valid_through >= reader.today),
    )


def _selected(query: Select[Any], wanted: Selection) -> Select[Any]:
    query = query.where(PUBLICATION.c.kind == wanted.kind)
    if wanted.topic is not None:
        query = query.where(PUBLICATION.c.topic == wanted.topic)
    if wanted.category is not None:
        query = query.where(PUBLICATION.c.category == wanted.category)
    return query


def _published(reader: Reader) -> Select[Any]:
    ending = reader.language
    return (
        select(
            PUBLICATION.c.content_id,
            PUBLICATION.c.kind,
            PUBLICATION.c.version,
            PUBLICATION.c.published_at,
            _sorted(ending).label("sorted_by"),
            CONTENT_VERSION.c[f"title_{ending}"].label("title"),
            CONTENT_VERSION.c[f"text_{ending}"].label("text"),
            CONTENT_VERSION.c.topic,
            CONTENT_VERSION.c.importance,
            CONTENT_VERSION.c.category,
            CONTENT_VERSION.c.as_of,
            CONTENT_VERSION.c.video_url,
            CONTENT_VERSION.c.minutes,
            CONTENT_CATEGORY.c[f"name_{ending}"].label("category_name"),
        )
        .join(
            CONTENT_VERSION,
            and_(
                CONTENT_VERSION.c.content_id == PUBLICATION.c.content_id,
                CONTENT_VERSION.c.version == PUBLICATION.c.version,
            ),
        )
        .outerjoin(CONTENT_CATEGORY, CONTENT_CATEGORY.c.key == PUBLICATION.c.category)
        .where(*_for(reader))
    )


def _sorted(language: Language) -> ColumnElement[str]:
    return PUBLICATION.c.sorted_en if language == "en" else PUBLICATION.c.sorted_de


def _found(language: Language) -> ColumnElement[object]:
    return PUBLICATION.c.found_en if language == "en" else PUBLICATION.c.found_de


def _in(row: Row[Any]) -> Published:
    return Published(
        id=row.content_id,
        kind=row.kind,
        version=row.version,
        title=row.title,
        text=row.text,
        topic=row.topic,
        importance=row.importance,
        category=row.category,
        category_name=row.category_name,
        as_of=row.as_of,
        video_url=row.video_url,
        minutes=row.minutes,
        published_at=row.published_at,
        sorted_by=row.sorted_by,
    )
