"""What the vendor tells its customers: announcements, answers, articles, trainings."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from contracts.events import Language
from contracts.principal import OrganisationKind
from contracts.request_types import Key, Label
from contracts.versions import BaseVersion, Version

ContentKind = Literal["announcement", "faq", "article", "lesson", "seminar", "video"]
"""Articles make up the knowledge base, lessons the academy; each of the last four has its area."""
Topic = Literal["product", "feature", "event"]
"""What an announcement is about (SE-03)."""
Importance = Literal["news", "required"]
"""Whether it is news, or a notice that everybody must have read and nobody switches off (SE-55)."""
ContentState = Literal["draft", "published", "withdrawn"]

LONGEST_TEXT = 20_000
_Prose = Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_TEXT)]
HttpsUrl = Annotated[str, msgspec.Meta(pattern=r"^https://[^\s\"<>\\]+$", max_length=500)]
Minutes = Annotated[int, msgspec.Meta(ge=1, le=1000)]
Audience = Annotated[tuple[OrganisationKind, ...], msgspec.Meta(max_length=3)]
Search = Annotated[str, msgspec.Meta(max_length=200)]
_Cursor = Annotated[str, msgspec.Meta(max_length=800)]
_Limit = Annotated[int, msgspec.Meta(ge=1, le=100)]


class Prose(msgspec.Struct, frozen=True, kw_only=True):
    """A text of several paragraphs in both languages, as Markdown without HTML."""

    de: _Prose
    en: _Prose


class ContentWords(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody of the vendor has written.

    Announcements have a topic, an importance and, if they lose their point, the last day
    `valid_through`; questions, articles and lessons a category and the day `as_of` of which they
    tell the state (SE-73); videos an address and a length. Without an audience it is for every
    kind of organisation.
    """

    title: Label
    text: Prose
    topic: Topic | None = None
    importance: Importance = "news"
    valid_through: date | None = None
    category: Key | None = None
    as_of: date | None = None
    audience: Audience = ()
    video_url: HttpsUrl | None = None
    minutes: Minutes | None = None


class WriteContent(msgspec.Struct, frozen=True, kw_only=True):
    """A new draft (`base_version` 0, the id as chosen by who writes), or the next version."""

    content_id: UUID
    base_version: BaseVersion
    kind: ContentKind
    words: ContentWords


class PublishContent(msgspec.Struct, frozen=True, kw_only=True):
    """Which version readers see from now on, and whether an announcement goes out by mail too.

    Important notices go out in any case.
    """

    content_id: UUID
    version: Version
    by_mail: bool = False


class WrittenVersion(msgspec.Struct, frozen=True, kw_only=True):
    """A version: who wrote it, when, and what; `words` only where they are asked for."""

    version: int
    written_by: UUID
    written_at: datetime
    words: ContentWords


class WrittenContent(msgspec.Struct, frozen=True, kw_only=True):
    """Something as the vendor's people edit it, with its newest version."""

    id: UUID
    kind: ContentKind
    state: ContentState
    begun_at: datetime
    newest_version: int
    published_version: int | None
    published_at: datetime | None
    """When readers saw it first."""
    newest: WrittenVersion


class WrittenContentDetail(msgspec.Struct, frozen=True, kw_only=True):
    """Something as the vendor's people edit it, with every version, the newest first."""

    content: WrittenContent
    versions: tuple[WrittenVersion, ...]


class WrittenContentQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which: all, or one kind, one state; the newest first."""

    kind: ContentKind | None = None
    state: ContentState | None = None
    cursor: _Cursor | None = None
    limit: _Limit = 50


class WrittenContentPage(msgspec.Struct, frozen=True, kw_only=True):
    """What was written, the newest first; `next_cursor` continues, None at the end."""

    items: tuple[WrittenContent, ...]
    next_cursor: str | None


class ContentCategory(msgspec.Struct, frozen=True, kw_only=True):
    """A heading under which questions and articles stand, in its place among the others."""

    key: Key
    name: Label
    position: Annotated[int, msgspec.Meta(ge=0, le=1000)]


class ContentCategories(msgspec.Struct, frozen=True, kw_only=True):
    """Every category in its order."""

    items: tuple[ContentCategory, ...]


class ContentQuery(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked for among the published: announcements the newest first, the rest by title.

    Without a category all are meant (KM-01). With a search the best come first, fifty at most.
    """

    kind: ContentKind
    language: Language = "de"
    topic: Topic | None = None
    category: Key | None = None
    search: Search | None = None
    cursor: _Cursor | None = None
    limit: _Limit = 50


class ContentItem(msgspec.Struct, frozen=True, kw_only=True):
    """Something published, as a list shows it; `excerpt` is plain text."""

    id: UUID
    kind: ContentKind
    version: int
    title: str
    excerpt: str
    topic: Topic | None
    importance: Importance
    category: str | None
    category_name: str | None
    as_of: date | None
    minutes: int | None
    published_at: datetime


class ContentPage(msgspec.Struct, frozen=True, kw_only=True):
    """What is published; `next_cursor` continues, None at the end and after a search."""

    items: tuple[ContentItem, ...]
    next_cursor: str | None


class ContentDetail(msgspec.Struct, frozen=True, kw_only=True):
    """Something published, whole; `text` is Markdown and no HTML."""

    item: ContentItem
    text: str
    video_url: str | None
    must_be_acknowledged: bool = False
    """Whether it is a notice that the caller has not confirmed yet."""


class RequiredNotices(msgspec.Struct, frozen=True, kw_only=True):
    """Important notices that the caller has not confirmed yet, the oldest first."""

    items: tuple[ContentItem, ...]


class ContentNews(msgspec.Struct, frozen=True, kw_only=True):
    """How much was published since an instant, by kind; of what the caller may enter (SE-50)."""

    since: datetime
    announcements: int
    faq: int
    articles: int
    lessons: int
    seminars: int
    videos: int
    required_notices: int
    """How many wait for the caller's confirmation, whenever they were published."""
