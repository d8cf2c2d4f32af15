"""What the vendor's people write, publish and withdraw."""

from uuid import UUID

from catalog.calls.tools import CatalogCalls
from catalog.use_cases.content.get_written_content import get_written_content
from catalog.use_cases.content.list_written_content import list_written_content
from catalog.use_cases.content.publish_content import publish_content
from catalog.use_cases.content.put_content_category import put_content_category
from catalog.use_cases.content.withdraw_content import withdraw_content
from catalog.use_cases.content.write_content import write_content
from chassis.entrypoints import rpc
from contracts.content import (
    ContentCategories,
    ContentCategory,
    PublishContent,
    WriteContent,
    WrittenContent,
    WrittenContentDetail,
    WrittenContentPage,
    WrittenContentQuery,
)
from contracts.principal import Principal


class ContentEditingCalls(CatalogCalls):
    """What the vendor's people write, publish and withdraw."""

    @rpc(reads=True)
    def list_written_content(
        self, caller: Principal, query: WrittenContentQuery
    ) -> WrittenContentPage:
        """List what was written. Raises NotPermitted."""
        return list_written_content(caller, query, self._reading_room)

    @rpc(reads=True)
    def get_written_content(self, caller: Principal, content_id: UUID) -> WrittenContentDetail:
        """Show one text with every version. Raises NotPermitted, NotFound."""
        return get_written_content(caller, content_id, self._reading_room)

    @rpc
    def write_content(self, caller: Principal, request: WriteContent) -> WrittenContent:
        """Write a draft or its next version. Raises ChangedMeanwhile, InvalidInput, NotFound."""
        return write_content(caller, request, self._room)

    @rpc
    def publish_content(self, caller: Principal, request: PublishContent) -> WrittenContent:
        """Let readers see a version. Raises NotFound, InvalidInput."""
        return publish_content(caller, request, self._room)

    @rpc
    def withdraw_content(self, caller: Principal, content_id: UUID) -> WrittenContent:
        """Let readers see it no more. Raises NotFound."""
        return withdraw_content(caller, content_id, self._room)

    @rpc
    def put_content_category(
        self, caller: Principal, category: ContentCategory
    ) -> ContentCategories:
        """Add or rename a category. Raises InvalidInput."""
        return put_content_category(caller, category, self._room)
