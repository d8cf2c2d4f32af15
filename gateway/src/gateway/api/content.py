"""What the vendor has published, over HTTP: announcements, answers, articles, trainings."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from contracts.content import (
    ContentCategories,
    ContentDetail,
    ContentItem,
    ContentKind,
    ContentNews,
    ContentPage,
    ContentQuery,
    RequiredNotices,
    Search,
    Topic,
)
from contracts.request_types import Key
from gateway.call import Call
from gateway.markup import as_html

_Cursor = Annotated[str, msgspec.Meta(max_length=800)]
_Limit = Annotated[int, msgspec.Meta(ge=1, le=100)]


class AnnouncementQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which announcements: all, or those of one kind; `q` finds words in them."""

    kind: Topic | None = None
    q: Search | None = None
    cursor: _Cursor | None = None
    limit: _Limit = 50


class TextQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which texts: all, or those of one category; `q` finds words in them, the best first."""

    category: Key | None = None
    q: Search | None = None
    cursor: _Cursor | None = None
    limit: _Limit = 50


class TrainingQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which trainings: seminars or videos; `q` finds words in them, the best first."""

    kind: Literal["seminar", "video"]
    q: Search | None = None
    cursor: _Cursor | None = None
    limit: _Limit = 50


class NewsQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Since when."""

    since: Annotated[datetime, msgspec.Meta(tz=True)]


class ContentText(msgspec.Struct, frozen=True, kw_only=True):
    """Something published, whole: as Markdown and as HTML that is safe to show."""

    item: ContentItem
    markdown: str
    html: str
    video_url: str | None
    must_be_confirmed: bool


async def list_announcements(call: Call, query: AnnouncementQuery) -> ContentPage:
    """Return what is new about products, functions and events, the newest first."""
    asked = ContentQuery(
        kind="announcement",
        language=call.language,
        topic=query.kind,
        search=query.q,
        cursor=query.cursor,
        limit=query.limit,
    )
    return await call.around.catalog.list_content(call.context, asked)


async def list_faq(call: Call, query: TextQuery) -> ContentPage:
    """Return questions that are often asked, by title."""
    return await list_texts(call, "faq", query)


async def list_articles(call: Call, query: TextQuery) -> ContentPage:
    """Return articles of the knowledge base, by title."""
    return await list_texts(call, "article", query)


async def list_lessons(call: Call, query: TextQuery) -> ContentPage:
    """Return lessons of the academy, by title."""
    return await list_texts(call, "lesson", query)


async def list_trainings(call: Call, query: TrainingQuery) -> ContentPage:
    """Return seminars or videos, by title."""
    text = TextQuery(q=query.q, cursor=query.cursor, limit=query.limit)
    return await list_texts(call, query.kind, text)


async def list_texts(call: Call, kind: ContentKind, query: TextQuery) -> ContentPage:
    """Return a page of texts of a kind in the caller's language."""
    asked = ContentQuery(
        kind=kind,
        language=call.language,
        category=query.category,
        search=query.q,
        cursor=query.cursor,
        limit=query.limit,
    )
    return await call.around.catalog.list_content(call.context, asked)


async def get_published_text(call: Call, content_id: UUID) -> ContentText:
    """Return one published text in the caller's language."""
    detail = await read_content(call, content_id)
    return ContentText(
        item=detail.item,
        markdown=detail.text,
        html=str(as_html(detail.text)),
        video_url=detail.video_url,
        must_be_confirmed=detail.must_be_acknowledged,
    )


async def read_content(call: Call, content_id: UUID) -> ContentDetail:
    """Return one published text as it was written."""
    return await call.around.catalog.get_content(call.context, content_id, call.language)


async def list_content_categories(call: Call) -> ContentCategories:
    """Return the headings under which questions and articles stand."""
    return await call.around.catalog.list_content_categories(call.context)


async def list_required_notices(call: Call) -> RequiredNotices:
    """Return important notices that the caller has not confirmed yet."""
    return await call.around.catalog.list_required_notices(call.context, call.language)


async def confirm_notice(call: Call, content_id: UUID) -> None:
    """Confirm that one has read an important notice as it is published now."""
    await call.around.catalog.confirm_notice(call.context, content_id)


async def count_news(call: Call, query: NewsQuery) -> ContentNews:
    """Return how much was published since an instant, of what the caller may read."""
    return await call.around.catalog.count_news(call.context, query.since)
