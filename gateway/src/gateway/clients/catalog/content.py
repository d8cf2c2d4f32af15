"""What the vendor writes, and what people read of it."""

from datetime import datetime
from uuid import UUID

from contracts.content import (
    ContentCategories,
    ContentCategory,
    ContentDetail,
    ContentNews,
    ContentPage,
    ContentQuery,
    PublishContent,
    RequiredNotices,
    WriteContent,
    WrittenContent,
    WrittenContentDetail,
    WrittenContentPage,
    WrittenContentQuery,
)
from contracts.events import Language
from gateway.clients.rpc import CallContext, Service


class ContentCalls(Service):
    """Typed calls; each raises what `RpcClient.call` raises."""

    async def list_content(self, caller: CallContext, query: ContentQuery) -> ContentPage:
        """Return a page of what is published."""
        return await self.read(caller, "list_content", {"query": query}, ContentPage)

    async def get_content(
        self, caller: CallContext, content_id: UUID, language: Language
    ) -> ContentDetail:
        """Return one published text."""
        arguments = {"content_id": content_id, "language": language}
        return await self.read(caller, "get_content", arguments, ContentDetail)

    async def list_content_categories(self, caller: CallContext) -> ContentCategories:
        """Return every category."""
        return await self.read(caller, "list_content_categories", {}, ContentCategories)

    async def list_required_notices(
        self, caller: CallContext, language: Language
    ) -> RequiredNotices:
        """Return important notices that wait for the caller."""
        arguments = {"language": language}
        return await self.read(caller, "list_required_notices", arguments, RequiredNotices)

    async def confirm_notice(self, caller: CallContext, content_id: UUID) -> None:
        """Confirm that the caller has read a notice."""
        await self.write(caller, "confirm_notice", {"content_id": content_id}, type(None))

    async def count_news(self, caller: CallContext, since: datetime) -> ContentNews:
        """Return how much was published since an instant."""
        return await self.read(caller, "count_news", {"since": since}, ContentNews)

    async def list_written_content(
        self, caller: CallContext, query: WrittenContentQuery
    ) -> WrittenContentPage:
        """Return what was written."""
        return await self.read(caller, "list_written_content", {"query": query}, WrittenContentPage)

    async def get_written_content(
        self, caller: CallContext, content_id: UUID
    ) -> WrittenContentDetail:
        """Return one text with every version."""
        arguments = {"content_id": content_id}
        return await self.read(caller, "get_written_content", arguments, WrittenContentDetail)

    async def write_content(self, caller: CallContext, request: WriteContent) -> WrittenContent:
        """Write a draft or its next version."""
        return await self.write(caller, "write_content", {"request": request}, WrittenContent)

    async def publish_content(self, caller: CallContext, request: PublishContent) -> WrittenContent:
        """Let readers see a version."""
        return await self.write(caller, "publish_content", {"request": request}, WrittenContent)

    async def withdraw_content(self, caller: CallContext, content_id: UUID) -> WrittenContent:
        """Let readers see it no more."""
        arguments = {"content_id": content_id}
        return await self.write(caller, "withdraw_content", arguments, WrittenContent)

    async def put_content_category(
        self, caller: CallContext, category: ContentCategory
    ) -> ContentCategories:
        """Add or rename a category."""
        arguments = {"category": category}
        return await self.write(caller, "put_content_category", arguments, ContentCategories)
