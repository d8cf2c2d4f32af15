"""Look up a document for somebody who asks about it."""

from dataclasses import dataclass
from uuid import UUID

from chassis.service import require_area
from contracts.explain import Explanation, Unanswered
from contracts.notices import FoundDocument
from identity.adapters.notice_desk import NoticeDesk, Unreachable
from identity.store.records import RecordRoom
from identity.use_cases.explain.explain_area import explain_area
from identity.use_cases.explain.find_asked import Asked

POST = "post"


@dataclass(frozen=True, kw_only=True, slots=True)
class LookedUp:
    """What the area's rules say about the person, and what was found where they let him look."""

    area: Explanation
    is_shown: bool
    found: FoundDocument | None = None
    unanswered: tuple[Unanswered, ...] = ()


def look_up_document(
    asked: Asked, document_id: UUID, room: RecordRoom, desk: NoticeDesk
) -> LookedUp:
    """Return the document, if whoever asks may read documents; whether it exists is not told else.

    So what he is not let into looks the same to him for every document, his own ones too.

    Raises:
        NoMembership, EntitlementMissing, AreaNotVisible: he asks about a colleague, and is not let
            into the area himself.
    """
    if not asked.is_oneself:
        require_area(asked.caller, POST)
    area = explain_area(asked, POST, room)
    if asked.is_oneself and not area.is_allowed:
        return LookedUp(area=area, is_shown=False)
    try:
        found = desk.find_document(asked.organisation_id, document_id)
    except Unreachable as away:
        return LookedUp(area=area, is_shown=True, unanswered=(away.service,))
    return LookedUp(area=area, is_shown=True, found=found)
