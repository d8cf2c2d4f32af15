"""Show one published text whole."""

from uuid import UUID

from catalog.domain.content import AREAS
from catalog.store.records import RecordRoom
from catalog.use_cases.content.read_as import read_as, shown_in_list
from chassis.service import require_area
from contracts.content import ContentDetail
from contracts.errors import NotFound
from contracts.events import Language
from contracts.principal import Principal


def get_content(
    caller: Principal, content_id: UUID, language: Language, room: RecordRoom
) -> ContentDetail:
    """Return it as Markdown.

    Raises:
        NotFound: there is none, it is not published, or not for the caller's kind of organisation.
        EntitlementMissing, AreaNotVisible, NoMembership: its area is not open to him.
    """
    with room.of_nobody() as records:
        found = records.publications.find(content_id, read_as(caller, language, records))
    if found is None:
        raise NotFound("content")
    area = AREAS.get(found.kind)
    if area is not None:
        require_area(caller, area)
    waits = False
    if found.importance == "required" and caller.organisation_id is not None:
        with room.of(caller.organisation_id) as records:
            confirmed = records.notice_confirmations.of_person(
                caller.organisation_id, caller.subject
            )
        waits = caller.kind == "person" and (found.id, found.version) not in confirmed
    return ContentDetail(
        item=shown_in_list(found),
        text=found.text,
        video_url=found.video_url,
        must_be_acknowledged=waits,
    )
