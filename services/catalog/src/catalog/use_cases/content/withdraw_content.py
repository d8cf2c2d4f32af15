"""Let readers see something no more."""

from uuid import UUID

from catalog.domain.self_services import require_staff
from catalog.store.records import RecordRoom
from catalog.use_cases.content.note_publication import note_publication
from contracts.content import WrittenContent
from contracts.errors import NotFound
from contracts.principal import Principal


def withdraw_content(caller: Principal, content_id: UUID, room: RecordRoom) -> WrittenContent:
    """Show it no more, for the vendor's people; repeating it changes nothing.

    Raises:
        NotPermitted: the caller is none of the vendor's people.
        NotFound: there is no such content.
    """
    require_staff(caller)
    with room.of_nobody() as records:
        content = records.contents.lock(content_id)
        if content is None:
            raise NotFound("content")
        if content.published_version is None:
            return content
        records.contents.withdraw(content_id)
        records.publications.remove(content_id)
        return note_publication(caller, "content.withdrawn", content, records)
