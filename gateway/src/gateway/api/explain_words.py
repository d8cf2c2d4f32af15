"""An explanation in the reader's words: what was decided, why, and what can be done."""

from datetime import datetime
from uuid import UUID

import msgspec

from contracts.explain import (
    Because,
    Decider,
    Explanation,
    Notice,
    Rule,
    Subject,
    Unanswered,
    Verdict,
)
from gateway import formats
from gateway.texts import Texts

_ABOUT_MAILS = frozenset(
    {
        "document_here",
        "digital_delivery",
        "address_named",
        "address_is_yours",
        "mail_handed_over",
    }
)


class VerdictInWords(msgspec.Struct, frozen=True, kw_only=True):
    """One rule that was looked at, whether it lets through, and what that means."""

    rule: Rule
    passes: bool
    because: Because | None
    site: str | None
    at: datetime | None
    text: str


class ExplanationInWords(msgspec.Struct, frozen=True, kw_only=True):
    """What was decided, by which rule, and who can change it; words in the caller's language.

    `is_allowed` and `decided_by` are null where a service that knows did not answer; `unanswered`
    names it.
    """

    subject: Subject
    asked: str
    asked_name: str | None
    person_id: UUID | None
    person_name: str | None
    is_allowed: bool | None
    decided_by: Rule | None
    sentences: tuple[str, ...]
    rules: tuple[VerdictInWords, ...]
    ask: tuple[Decider, ...]
    may_change_self: bool
    notice: Notice | None
    unanswered: tuple[Unanswered, ...]


def in_words(explanation: Explanation, texts: Texts, *, is_oneself: bool) -> ExplanationInWords:
    """Return the explanation as somebody reads it who asks about himself or a colleague."""
    rules = tuple(_verdict_in_words(each, explanation, texts) for each in explanation.rules)
    return ExplanationInWords(
        subject=explanation.subject,
        asked=explanation.asked,
        asked_name=explanation.asked_name,
        person_id=explanation.person_id,
        person_name=explanation.person_name,
        is_allowed=explanation.is_allowed,
        decided_by=explanation.decided_by,
        sentences=_sentences(explanation, rules, texts, is_oneself=is_oneself),
        rules=rules,
        ask=explanation.ask,
        may_change_self=explanation.may_change_self,
        notice=explanation.notice,
        unanswered=explanation.unanswered,
    )


def _sentences(
    explanation: Explanation,
    rules: tuple[VerdictInWords, ...],
    texts: Texts,
    *,
    is_oneself: bool,
) -> tuple[str, ...]:
    """Return the answer, why, what is missing, and what can be done, a sentence each."""
    said = texts(
        f"explain.{explanation.subject}.{_answer(explanation, is_oneself=is_oneself)}",
        person=explanation.person_name,
        asked=_asked(explanation, texts),
    )
    because = tuple(
        each.text
        for each in rules
        if each.rule == explanation.decided_by and each.passes == explanation.is_allowed
    )
    missing = (texts(f"explain.unanswered.{each}") for each in explanation.unanswered)
    return (said, *because[:1], *missing, *_what_to_do(explanation, texts))


def _answer(explanation: Explanation, *, is_oneself: bool) -> str:
    """Return the key of the sentence that answers, below that of the subject."""
    answers = {True: "allowed", False: "refused", None: "unknown"}
    is_in_doubt = explanation.notice is not None and explanation.notice.state == "in_doubt"
    decides = explanation.decided_by == "mail_handed_over"
    answer = "unknown" if is_in_doubt and decides else answers[explanation.is_allowed]
    if explanation.subject == "missing_mail":
        if explanation.decided_by and explanation.decided_by not in _ABOUT_MAILS:
            return "not_shown"
        if explanation.person_id is None:
            return f"nobody_{answer}"
    return f"own_{answer}" if is_oneself else answer


def _asked(explanation: Explanation, texts: Texts) -> str:
    if explanation.subject == "area":
        return texts.word("areas", explanation.asked)
    if explanation.subject == "customer":
        return explanation.asked_name or explanation.asked
    # Nobody knows a document by its id.
    if explanation.asked_name is None:
        return texts("explain.this_document")
    return texts("explain.the_document", number=explanation.asked_name)


def _what_to_do(explanation: Explanation, texts: Texts) -> tuple[str, ...]:
    if explanation.is_allowed:
        return ()
    if explanation.decided_by == "membership":
        return (texts("explain.become_a_member"),)
    own = (texts("explain.may_change_self"),) if explanation.may_change_self else ()
    names = ", ".join(_name(decider, texts) for decider in explanation.ask)
    return (*own, texts("explain.ask_too" if own else "explain.ask", names=names)) if names else own


def _name(decider: Decider, texts: Texts) -> str:
    if decider.kind == "vendor_administration":
        return texts("explain.vendor_administration")
    key = "oneself" if decider.kind == "oneself" else "colleague"
    return texts(f"explain.{key}", name=decider.name or "")


def _verdict_in_words(verdict: Verdict, explanation: Explanation, texts: Texts) -> VerdictInWords:
    key = f"explain.rules.{verdict.rule}.{'passes' if verdict.passes else 'refuses'}"
    precise = f"{key}_{verdict.because}"
    notice = explanation.notice
    text = texts(
        precise if texts.has(precise) else key,
        at=_moment(verdict.at, texts),
        address=_address(notice, texts),
        next_try_at=_moment(notice.next_try_at if notice else None, texts),
    )
    sites = {each.site for each in explanation.rules if each.site is not None}
    if verdict.site is not None and len(sites) > 1:
        text = texts("explain.at_site", site=verdict.site, text=text)
    return VerdictInWords(
        rule=verdict.rule,
        passes=verdict.passes,
        because=verdict.because,
        site=verdict.site,
        at=verdict.at,
        text=text,
    )


def _moment(at: datetime | None, texts: Texts) -> str:
    return "" if at is None else formats.moment(at, texts.language)


def _address(notice: Notice | None, texts: Texts) -> str:
    if notice is None or notice.recipient is None:
        return texts("explain.another_address")
    return notice.recipient
