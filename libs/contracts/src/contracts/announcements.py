"""That an announcement is to reach people by mail: catalog says it once, identity knows whom."""

from typing import Annotated
from uuid import UUID

import msgspec

from contracts.content import Audience, Importance
from contracts.request_types import Label

ANNOUNCEMENT_PUBLISHED = "announcement_published"
_Summary = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """The first words of an announcement in both languages, as plain text."""

    de: _Summary
    en: _Summary


class AnnouncementPublished(msgspec.Struct, frozen=True, kw_only=True):
    """An announcement that readers see from now on is to be mailed to everybody it is for.

    Without an audience that is every kind of organisation. Whoever has switched news off gets
    none; `required` ones he gets all the same (SE-04, SE-55).
    """

    content_id: UUID
    version: int
    importance: Importance
    audience: Audience
    title: Label
    summary: Summary
