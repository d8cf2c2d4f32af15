"""Why somebody may or may not, as data and in the reader's words."""

from typing import Annotated
from uuid import UUID

import msgspec

from contracts.explain import Decider, ExplainQuery, Explanation, Rule, Subject, Verdict
from contracts.identity import Reason
from gateway.call import Call
from gateway.texts import Texts


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked about: exactly one of the first; of whom: oneself, or a `person`."""

    area: Annotated[str, msgspec.Meta(max_length=50)] | None = None
    person: UUID | None = None
    organisation_id: UUID | None = None
    reason: Reason | None = None


class VerdictInWords(msgspec.Struct, frozen=True, kw_only=True):
    """One rule that was looked at, whether it lets through, and what that means."""

    rule: Rule
    passes: bool
    text: str


class ExplanationInWords(msgspec.Struct, frozen=True, kw_only=True):
    """What was decided, by which rule, and who can change it; words in the caller's language."""

    subject: Subject
    asked: str
    person_id: UUID
    person_name: str
    is_allowed: bool
    decided_by: Rule
    sentences: tuple[str, ...]
    rules: tuple[VerdictInWords, ...]
    ask: tuple[Decider, ...]
    may_change_self: bool


async def explain(call: Call, query: Question) -> ExplanationInWords:
    """Return which rule decides about an area, for oneself or a colleague, and who changes it."""
    explanation = await call.around.identity.explain(
        call.context,
        ExplainQuery(
            area=query.area,
            person_id=query.person,
            organisation_id=query.organisation_id,
            reason=query.reason,
        ),
    )
    is_oneself = explanation.person_id == call.identified.principal.subject
    return _in_words(explanation, call.texts, is_oneself=is_oneself)


def _in_words(explanation: Explanation, texts: Texts, *, is_oneself: bool) -> ExplanationInWords:
    rules = tuple(_verdict_in_words(verdict, texts) for verdict in explanation.rules)
    return ExplanationInWords(
        subject=explanation.subject,
        asked=explanation.asked,
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
        asked=texts.word("areas", explanation.asked),
    )
    because = next(each.text for each in rules if each.rule == explanation.decided_by)
    return (said, because, *_what_to_do(explanation, texts))


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


def _verdict_in_words(verdict: Verdict, texts: Texts) -> VerdictInWords:
    answer = "passes" if verdict.passes else "refuses"
    return VerdictInWords(
        rule=verdict.rule,
        passes=verdict.passes,
        text=texts(f"explain.rules.{verdict.rule}.{answer}"),
    )
