"""What the vendor's people write, publish and withdraw, over HTTP."""

from typing import Annotated
from uuid import UUID

import msgspec

from contracts.content import (
    ContentCategories,
    ContentCategory,
    ContentKind,
    ContentWords,
    PublishContent,
    WriteContent,
    WrittenContent,
    WrittenContentDetail,
    WrittenContentPage,
    WrittenContentQuery,
)
from contracts.request_types import Key, Label
from contracts.versions import BaseVersion, Version
from gateway.api.decoding import read_values
from gateway.call import Call


class NextWords(msgspec.Struct, frozen=True, kw_only=True):
    """What is written as the version after `base_version`; 0 for a new draft of this id."""

    base_version: BaseVersion
    kind: ContentKind
    words: ContentWords


class ShownVersion(msgspec.Struct, frozen=True, kw_only=True):
    """Which version readers see from now on; `by_mail` sends an announcement out as well.

    Important notices go out by mail in any case.
    """

    version: Version
    by_mail: bool = False


class NextCategory(msgspec.Struct, frozen=True, kw_only=True):
    """What a category is called, and where it stands."""

    name: Label
    position: Annotated[int, msgspec.Meta(ge=0, le=1000)]


class _Named(msgspec.Struct, frozen=True, kw_only=True):
    key: Key


async def list_written_content(call: Call, query: WrittenContentQuery) -> WrittenContentPage:
    """Return what was written, the newest first; for the vendor's people."""
    return await call.around.catalog.list_written_content(call.context, query)


async def get_written_content(call: Call, content_id: UUID) -> WrittenContentDetail:
    """Return one text with every version; for the vendor's people."""
    return await call.around.catalog.get_written_content(call.context, content_id)


async def write_content(call: Call, content_id: UUID, body: NextWords) -> WrittenContent:
    """Write a draft or its next version; readers see nothing of it yet. For the vendor's people."""
    return await call.around.catalog.write_content(
        call.context,
        WriteContent(
            content_id=content_id,
            base_version=body.base_version,
            kind=body.kind,
            words=body.words,
        ),
    )


async def publish_content(call: Call, content_id: UUID, body: ShownVersion) -> WrittenContent:
    """Let readers see a version, an older one too; for the vendor's people."""
    return await call.around.catalog.publish_content(
        call.context,
        PublishContent(content_id=content_id, version=body.version, by_mail=body.by_mail),
    )


async def withdraw_content(call: Call, content_id: UUID) -> WrittenContent:
    """Let readers see it no more; for the vendor's people."""
    return await call.around.catalog.withdraw_content(call.context, content_id)


async def put_content_category(call: Call, key: str, body: NextCategory) -> ContentCategories:
    """Add a category or rename it; for the vendor's people."""
    named = read_values({"key": key}, _Named)
    category = ContentCategory(key=named.key, name=body.name, position=body.position)
    return await call.around.catalog.put_content_category(call.context, category)
