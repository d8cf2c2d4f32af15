"""Published and written texts as catalog tells them."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from contracts.content import (
    ContentCategories,
    ContentCategory,
    ContentDetail,
    ContentItem,
    ContentPage,
    ContentWords,
    Prose,
    RequiredNotices,
    WrittenContent,
    WrittenContentDetail,
    WrittenVersion,
)
from contracts.request_types import Label
from contracts.trainings import SeminarDate

CONTENT_ID = UUID(int=4001, version=4)
NOW = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
DATE_ID = UUID(int=4002, version=4)
CATEGORIES = ContentCategories(
    items=(
        ContentCategory(key="billing", name=Label(de="Rechnungen", en="Invoices"), position=1),
        ContentCategory(key="access", name=Label(de="Anmeldung", en="Sign-in"), position=2),
    )
)


def an_item(**changes: Any) -> ContentItem:
    """Return an article as a list shows it, with `changes`."""
    values: dict[str, Any] = {
        "id": CONTENT_ID,
        "kind": "article",
        "version": 3,
        "title": "Rechnungsversand einrichten",
        "excerpt": "So erreichen Belege alle, die sie brauchen.",
        "topic": None,
        "importance": "news",
        "category": "billing",
        "category_name": "Rechnungen",
        "as_of": date(2026, 2, 1),
        "minutes": None,
        "published_at": NOW,
    }
    return ContentItem(**(values | changes))


def a_notice(**changes: Any) -> ContentItem:
    """Return an important notice, with `changes`."""
    values: dict[str, Any] = {
        "kind": "announcement",
        "title": "Wartung am Sonntag",
        "topic": "product",
        "importance": "required",
        "category": None,
        "category_name": None,
        "as_of": None,
    }
    return an_item(**(values | changes))


def a_content_page(*items: ContentItem, next_cursor: str | None = None) -> ContentPage:
    """Return a page of published texts."""
    return ContentPage(items=items, next_cursor=next_cursor)


def a_detail(text: str = "Ein **Text**.", **changes: Any) -> ContentDetail:
    """Return an article whole, with `changes` of its item or of itself."""
    whole: dict[str, Any] = {"video_url": None}
    for name in ("video_url", "must_be_acknowledged"):
        if name in changes:
            whole[name] = changes.pop(name)
    return ContentDetail(item=an_item(**changes), text=text, **whole)


def notices(*items: ContentItem) -> RequiredNotices:
    """Return notices that wait."""
    return RequiredNotices(items=items)


def written(**changes: Any) -> WrittenContentDetail:
    """Return an article with two versions of which the first is shown, with `changes`."""
    words = ContentWords(
        title=Label(de="Versand", en="Sending"),
        text=Prose(de="Alt & <neu>", en="Old & <new>"),
        category="billing",
        as_of=date(2026, 2, 1),
        audience=("customer",),
    )
    versions = tuple(
        WrittenVersion(version=number, written_by=UUID(int=5), written_at=NOW, words=words)
        for number in (2, 1)
    )
    values: dict[str, Any] = {
        "id": CONTENT_ID,
        "kind": "article",
        "state": "published",
        "begun_at": NOW,
        "newest_version": 2,
        "published_version": 1,
        "published_at": NOW,
        "newest": versions[0],
    }
    return WrittenContentDetail(content=WrittenContent(**(values | changes)), versions=versions)


def a_date(**changes: Any) -> SeminarDate:
    """Return a date of a seminar on 1 April with two seats left of ten, with `changes`."""
    values: dict[str, Any] = {
        "id": DATE_ID,
        "content_id": CONTENT_ID,
        "version": 2,
        "starts_at": datetime(2026, 4, 1, 7, 0, tzinfo=UTC),
        "ends_at": datetime(2026, 4, 1, 10, 30, tzinfo=UTC),
        "place": "Musterstraße 1, Saal 2",
        "seats": 10,
        "free_seats": 2,
        "changed_at": NOW,
        "is_called_off": False,
        "is_bookable": True,
        "has_place": False,
    }
    return SeminarDate(**(values | changes))
