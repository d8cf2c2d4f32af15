"""Show the vendor's people one of their texts with its history."""

from uuid import UUID

from catalog.domain.self_services import require_staff
from catalog.store.records import RecordRoom
from contracts.content import WrittenContentDetail
from contracts.errors import NotFound
from contracts.principal import Principal


def get_written_content(
    caller: Principal, content_id: UUID, room: RecordRoom
) -> WrittenContentDetail:
    """Return it with every version, the newest first.

    Raises:
        NotPermitted: the caller is none of the vendor's people.
        NotFound: there is no such content.
    """
    require_staff(caller)
    with room.of_nobody() as records:
        content = records.contents.find(content_id)
        if content is None:
            raise NotFound("content")
        return WrittenContentDetail(content=content, versions=records.contents.versions(content_id))
