"""Explain why somebody sees a document, or does not."""

from uuid import UUID

import msgspec

from contracts.explain import Explanation, Verdict
from identity.adapters.notice_desk import NoticeDesk
from identity.domain.notice_rules import verdicts_on_document
from identity.domain.session_principals import session_principal
from identity.store.records import RecordRoom
from identity.use_cases.explain.find_asked import Asked
from identity.use_cases.explain.find_deciders import Deciders, find_deciders
from identity.use_cases.explain.look_up_document import POST, look_up_document


def explain_document(
    asked: Asked, document_id: UUID, room: RecordRoom, desk: NoticeDesk
) -> Explanation:
    """Return whether the person sees the document, which rule decides, and who can change it.

    A foreign document is explained as one that never was; one that was deleted, as that, and one
    that is kept from sight, as far as its reader may know of it.

    Raises:
        NoMembership, EntitlementMissing, AreaNotVisible: as `look_up_document` says.
    """
    looked_up = look_up_document(asked, document_id, room, desk)
    area = msgspec.structs.replace(
        looked_up.area,
        subject="document",
        asked=str(document_id),
        unanswered=looked_up.unanswered,
    )
    if not looked_up.is_shown:
        return area
    if looked_up.unanswered:
        if not area.is_allowed:
            return area
        return msgspec.structs.replace(area, is_allowed=None, decided_by=None)
    with room.of_everybody() as records:
        shown_types = session_principal(asked.session, records.now).shown_document_types
    verdicts = verdicts_on_document(looked_up.found, shown_types)
    told = msgspec.structs.replace(
        area,
        asked_name=looked_up.found.number if looked_up.found else None,
        rules=(*area.rules, *verdicts),
    )
    if not area.is_allowed:
        return told
    decided = next((each for each in verdicts if not each.passes), verdicts[-1])
    deciders = _deciders(asked, decided, room)
    return msgspec.structs.replace(
        told,
        is_allowed=decided.passes,
        decided_by=decided.rule,
        ask=deciders.ask,
        may_change_self=deciders.caller_can,
    )


def _deciders(asked: Asked, decided: Verdict, room: RecordRoom) -> Deciders:
    """Return who can change it: what was deleted or never was, nobody can show."""
    if decided.rule == "document_type_shown":
        return find_deciders(asked, decided.rule, POST, room)
    if decided.because in {"portal_window_over", "gdpr_article_18"}:
        return Deciders.of_vendor(asked.caller)
    return Deciders()
