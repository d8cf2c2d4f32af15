"""Explain why somebody was not told of a document, or nobody was."""

from uuid import UUID

import msgspec

from chassis.service import actor_of
from contracts.explain import ExplainQuery, Explanation
from contracts.principal import Principal
from identity.adapters.notice_desk import NoticeDesk, Unreachable
from identity.domain.permissions import served_organisation
from identity.domain.texts import reason_given
from identity.store.records import RecordRoom
from identity.use_cases.explain.explain_notice import explain_notice
from identity.use_cases.explain.find_asked import find_asked
from identity.use_cases.explain.look_up_document import look_up_document


def explain_missing_mail(
    caller: Principal, query: ExplainQuery, document_id: UUID, room: RecordRoom, desk: NoticeDesk
) -> Explanation:
    """Return whether the person was told of the document's arrival, and what decided that.

    Whoever may not read documents is told only that. The vendor's people may ask about nobody in
    particular: whether the mail was sent at all.

    Raises:
        NotSignedIn, NotPermitted, NotFound, InvalidInput: as `find_asked` says.
        NoMembership, EntitlementMissing, AreaNotVisible: as `look_up_document` says.
    """
    is_of_nobody = query.person_id is None and query.organisation_id is not None
    if caller.is_staff and is_of_nobody and query.organisation_id != caller.organisation_id:
        return _of_nobody(caller, query, document_id, room, desk)
    asked = find_asked(caller, query, room)
    looked_up = look_up_document(asked, document_id, room, desk)
    if not looked_up.is_shown:
        return msgspec.structs.replace(
            looked_up.area, subject="missing_mail", asked=str(document_id)
        )
    blank = _blank(document_id, person_id=asked.session.person.id, name=asked.session.person.name)
    if looked_up.unanswered:
        return msgspec.structs.replace(blank, unanswered=looked_up.unanswered)
    return explain_notice(asked, blank, looked_up.found, room, desk)


def _of_nobody(
    caller: Principal, query: ExplainQuery, document_id: UUID, room: RecordRoom, desk: NoticeDesk
) -> Explanation:
    organisation_id = served_organisation(caller, query.organisation_id, query.reason)
    with room.of(organisation_id) as records:
        records.audit.record(
            organisation_id=organisation_id,
            actor=actor_of(caller),
            action="access.explained",
            subject=f"document:{document_id}",
            details=reason_given(query.reason),
        )
    blank = _blank(document_id, person_id=None, name=None)
    try:
        found = desk.find_document(organisation_id, document_id)
    except Unreachable as away:
        return msgspec.structs.replace(blank, unanswered=(away.service,))
    return explain_notice(caller, blank, found, room, desk)


def _blank(document_id: UUID, *, person_id: UUID | None, name: str | None) -> Explanation:
    """Return what is known before anybody was asked: nothing."""
    return Explanation(
        subject="missing_mail",
        asked=str(document_id),
        person_id=person_id,
        person_name=name,
        is_allowed=None,
        decided_by=None,
        rules=(),
        ask=(),
        may_change_self=False,
    )
