"""Content as the vendor's people write it in tests."""

from datetime import date
from typing import Any
from uuid import UUID

from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.content import (
    ContentKind,
    ContentWords,
    Prose,
    PublishContent,
    WriteContent,
)
from contracts.principal import Principal
from contracts.request_types import Label
from tests.catalog.integration.desk import Desk

STAFF = a_principal(organisation_kind="vendor")
_OWN: dict[str, dict[str, Any]] = {
    "announcement": {"topic": "product"},
    "faq": {"category": "billing", "as_of": date(2020, 1, 1)},
    "article": {"category": "billing", "as_of": date(2020, 1, 1)},
    "lesson": {"category": "general", "as_of": date(2020, 1, 1)},
    "seminar": {},
    "video": {"video_url": "https://video.example.com/1", "minutes": 12},
}


def content_words(kind: ContentKind, **changes: Any) -> ContentWords:
    """Return what somebody has written of a kind; `title` and `text` are German and English."""
    title, text = changes.pop("title", "Ein Titel"), changes.pop("text", "Ein Text.")
    values: dict[str, Any] = {
        "title": Label(de=title, en=f"{title} (English)"),
        "text": Prose(de=text, en=f"{text} (English)"),
    }
    return ContentWords(**(values | _OWN[kind] | changes))


def a_draft(kind: ContentKind, **changes: Any) -> WriteContent:
    """Return a new draft of a kind, with `changes` of its words."""
    words = content_words(kind, **changes)
    return WriteContent(content_id=new_id(), base_version=0, kind=kind, words=words)


def publish(desk: Desk, kind: ContentKind, **changes: Any) -> UUID:
    """Write and publish something; return its id."""
    draft = a_draft(kind, **changes)
    desk.service.write_content(STAFF, draft)
    desk.service.publish_content(STAFF, PublishContent(content_id=draft.content_id, version=1))
    return draft.content_id


def reader_of(organisation_id: UUID, **changes: Any) -> Principal:
    """Return a member who is given every area and whose organisation has booked them all."""
    values: dict[str, Any] = {"organisation_id": organisation_id, "role": "member"}
    return a_principal(**(values | changes))
