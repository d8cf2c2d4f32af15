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
from identity.use_cases.explain.find_deciders import Deciders

# What the vendor's people mend by naming another address; what is under way ends by itself.
_GIVEN_UP = frozenset({"bounced", "abandoned"})


def explain_notice(
    caller: Principal,
    blank: Explanation,
    found: FoundDocument | None,
    desk: NoticeDesk,
    *,
    email: str | None,
) -> Explanation:
    """Return `blank` filled in: whether `email`, or anybody, was told, and what decided that.

    Seeing Post has no say in who is told (SE-51).
    """
    if found is None:
        return _decided(caller, blank, verdicts_on_document(None))
    told = _follow(found, desk)
    named = msgspec.structs.replace(
        blank,
        asked_name=found.number,
        notice=notice_of(told),
        unanswered=() if told.is_delivery_known else ("notifications",),
    )
    return _decided(caller, named, verdicts_on_notice(told, email))


def _follow(found: FoundDocument, desk: NoticeDesk) -> Told:
    if found.notice_requested_at is None:
        return Told(found=found, delivery=None)
    try:
        return Told(found=found, delivery=desk.find_delivery(found))
    except Unreachable:
        return Told(found=found, delivery=None, is_delivery_known=False)


def _decided(caller: Principal, blank: Explanation, verdicts: tuple[Verdict, ...]) -> Explanation:
    refusing = next((each for each in verdicts if not each.passes), None)
    if refusing is None and blank.unanswered:
        return msgspec.structs.replace(blank, rules=verdicts)
    decided = refusing or verdicts[-1]
    deciders = Deciders.of_vendor(caller) if _is_vendors(decided) else Deciders()
    return msgspec.structs.replace(
        blank,
        is_allowed=decided.passes,
        decided_by=decided.rule,
        rules=verdicts,
        ask=deciders.ask,
        may_change_self=deciders.caller_can,
    )


def _is_vendors(decided: Verdict) -> bool:
    """Whether naming another address helps, which only the vendor's people do (SE-53)."""
    if decided.passes:
        return False
    about_address = decided.rule in {"address_named", "address_is_yours"}
    return about_address or decided.because in _GIVEN_UP
