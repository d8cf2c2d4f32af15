"""What the vendor has published, as people read it."""

from datetime import datetime
from uuid import UUID

from catalog.calls.tools import CatalogCalls
from catalog.use_cases.content.confirm_notice import confirm_notice
from catalog.use_cases.content.count_news import count_news
from catalog.use_cases.content.get_content import get_content
from catalog.use_cases.content.list_content import list_content
from catalog.use_cases.content.list_required_notices import list_required_notices
from chassis.entrypoints import rpc
from contracts.content import (
    ContentCategories,
    ContentDetail,
    ContentNews,
    ContentPage,
    ContentQuery,
    RequiredNotices,
)
from contracts.events import Language
from contracts.principal import Principal


class ContentCalls(CatalogCalls):
    """What the vendor has published, as people read it."""

    @rpc(reads=True)
    def list_content(self, caller: Principal, query: ContentQuery) -> ContentPage:
        """List or find what is published. Raises EntitlementMissing, AreaNotVisible."""
        return list_content(caller, query, self._reading_room)

    @rpc(reads=True)
    def get_content(
        self, caller: Principal, content_id: UUID, language: Language = "de"
    ) -> ContentDetail:
        """Show one text. Raises NotFound, EntitlementMissing, AreaNotVisible."""
        return get_content(caller, content_id, language, self._reading_room)

    @rpc(reads=True)
    def list_content_categories(self, caller: Principal) -> ContentCategories:
        """List the headings of questions and articles."""
        del caller  # the same for everybody
        with self._reading_room.of_nobody() as records:
            return ContentCategories(items=records.contents.categories())

    @rpc(reads=True)
    def list_required_notices(
        self, caller: Principal, language: Language = "de"
    ) -> RequiredNotices:
        """List important notices that the caller has not confirmed."""
        return list_required_notices(caller, language, self._reading_room)

    @rpc
    def confirm_notice(self, caller: Principal, content_id: UUID) -> None:
        """Note that the caller has read an important notice. Raises NotFound, NotPermitted."""
        confirm_notice(caller, content_id, self._room)

    @rpc(reads=True)
    def count_news(self, caller: Principal, since: datetime) -> ContentNews:
        """Count what was published since an instant."""
        return count_news(caller, since, self._reading_room)
