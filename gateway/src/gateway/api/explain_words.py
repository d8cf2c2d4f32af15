"""An explanation in the reader's words: what was decided, why, and what can be done."""

from uuid import UUID

import msgspec

from contracts.explain import Because, Decider, Explanation, Rule, Subject, Verdict
from gateway.texts import Texts


class VerdictInWords(msgspec.Struct, frozen=True, kw_only=True):
    """One rule that was looked at, whether it lets through, and what that means."""

    rule: Rule
    passes: bool
    because: Because | None
    site: str | None
    text: str


class ExplanationInWords(msgspec.Struct, frozen=True, kw_only=True):
    """What was decided, by which rule, and who can change it; words in the caller's language."""

    subject: Subject
    asked: str
    asked_name: str | None
    person_id: UUID
    person_name: str
    is_allowed: bool
    decided_by: Rule
    sentences: tuple[str, ...]
    rules: tuple[VerdictInWords, ...]
    ask: tuple[Decider, ...]
    may_change_self: bool


def in_words(explanation: Explanation, texts: Texts, *, is_oneself: bool) -> ExplanationInWords:
    """Return the explanation as somebody reads it who asks about himself or a colleague."""
    names_sites = len({each.site for each in explanation.rules if each.site is not None}) > 1
    rules = tuple(
        _verdict_in_words(each, texts, names_site=names_sites) for each in explanation.rules
    )
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
    )


def _sentences(
    explanation: Explanation,
    rules: tuple[VerdictInWords, ...],
    texts: Texts,
    *,
    is_oneself: bool,
) -> tuple[str, ...]:
    """Return the answer, why, and what can be done, a sentence each."""
    answer = "allowed" if explanation.is_allowed else "refused"
    said = texts(
        f"explain.{explanation.subject}.{'own_' if is_oneself else ''}{answer}",
        person=explanation.person_name,
        asked=_asked(explanation, texts),
    )
    because = next(
        each.text
        for each in rules
        if each.rule == explanation.decided_by and each.passes == explanation.is_allowed
    )
    return (said, because, *_what_to_do(explanation, texts))


def _asked(explanation: Explanation, texts: Texts) -> str:
    if explanation.subject == "area":
        return texts.word("areas", explanation.asked)
    return explanation.asked_name or explanation.asked


def _what_to_do(explanation: Explanation, texts: Texts) -> tuple[str, ...]:
    if explanation.is_allowed:
        return ()
    if explanation.decided_by == "membership":
        return (texts("explain.become_a_member"),)
    own = (texts("explain.may_change_self"),) if explanation.may_change_self else ()
    names = ", ".join(_name(decider, texts) for decider in explanation.ask)
    return (*own, texts("explain.ask", names=names)) if names else own


def _name(decider: Decider, texts: Texts) -> str:
    if decider.kind == "vendor_administration":
        return texts("explain.vendor_administration")
    key = "oneself" if decider.kind == "oneself" else "colleague"
    return texts(f"explain.{key}", name=decider.name or "")


def _verdict_in_words(verdict: Verdict, texts: Texts, *, names_site: bool) -> VerdictInWords:
    key = f"explain.rules.{verdict.rule}.{'passes' if verdict.passes else 'refuses'}"
    precise = f"{key}_{verdict.because}"
    text = texts(precise if texts.has(precise) else key)
    if names_site and verdict.site is not None:
        text = texts("explain.at_site", site=verdict.site, text=text)
    return VerdictInWords(
        rule=verdict.rule,
        passes=verdict.passes,
        because=verdict.because,
        site=verdict.site,
        text=text,
    )
