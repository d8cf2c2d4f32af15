"""Explain what became of the one mail about a document's arrival."""

import msgspec

from contracts.explain import Explanation, Verdict
from contracts.notices import FoundDocument
from contracts.principal import Principal
from identity.adapters.notice_desk import NoticeDesk, Unreachable
from identity.domain.notice_rules import (
    Told,
    notice_of,
    verdicts_on_document,
    verdicts_on_notice,
)
from identity.store.records import RecordRoom
from identity.use_cases.explain.find_asked import Asked
from identity.use_cases.explain.find_deciders import Deciders, find_deciders
from identity.use_cases.explain.look_up_document import POST

# Another address helps against these alone; what is under way ends by itself.
_GIVEN_UP = frozenset({"bounced", "abandoned"})


def explain_notice(
    about: Asked | Principal,
    blank: Explanation,
    found: FoundDocument | None,
    room: RecordRoom,
    desk: NoticeDesk,
) -> Explanation:
    """Return `blank` filled in: whether the person, or anybody, was told, and what decided that.

    It is about nobody in particular where one of the vendor's people alone is given. Seeing Post
    has no say in who is told (SE-51).
    """
    email = about.session.person.email if isinstance(about, Asked) else None
    if found is None:
        named, verdicts = blank, verdicts_on_document(None, None)
    else:
        told = _follow(found, desk)
        verdicts = verdicts_on_notice(told, email)
        named = msgspec.structs.replace(
            blank,
            asked_name=found.number,
            notice=notice_of(told),
            unanswered=() if told.is_delivery_known else ("notifications",),
        )
    refusing = next((each for each in verdicts if not each.passes), None)
    if refusing is None and named.unanswered:
        return msgspec.structs.replace(named, rules=verdicts)
    decided = refusing or verdicts[-1]
    deciders = _deciders(decided, about, room)
    return msgspec.structs.replace(
        named,
        is_allowed=decided.passes,
        decided_by=decided.rule,
        rules=verdicts,
        ask=deciders.ask,
        may_change_self=deciders.caller_can,
    )


def _follow(found: FoundDocument, desk: NoticeDesk) -> Told:
    if found.notice_requested_at is None:
        return Told(found=found, delivery=None)
    try:
        return Told(found=found, delivery=desk.find_delivery(found))
    except Unreachable:
        return Told(found=found, delivery=None, is_delivery_known=False)


def _deciders(decided: Verdict, about: Asked | Principal, room: RecordRoom) -> Deciders:
    is_under_way = decided.rule == "mail_handed_over" and decided.because not in _GIVEN_UP
    if decided.passes or is_under_way or decided.rule == "document_here":
        return Deciders()
    if isinstance(about, Asked):
        return find_deciders(about, decided.rule, POST, room)
    return Deciders.of_vendor(about)
