"""How much of what helps to answer a request is said: one list of points for each kind (FD-11)."""

from collections.abc import Mapping

from contracts.request_types import RequestType
from contracts.tickets import FieldValue
from tickets.domain.titles import advice_on

# What a title tells decides who can answer; what the description tells, whether he has to ask.
_TITLE, _DESCRIPTION, _FIELDS = 40, 40, 20
_LETTERS_OF_A_FULL_DESCRIPTION = 120


def score_of(
    title: str, description: str, kind: RequestType | None, fields: Mapping[str, FieldValue]
) -> int:
    """Return how much is said, in percent of what this kind of request asks for.

    "faktur:box geht nicht" says nothing of it; nothing is refused for a low score.
    """
    advice = advice_on(title, description)
    earned = possible = 0.0
    for points, share in (
        (_TITLE, 0.0 if {"title_too_short", "title_says_no_fault"} & set(advice) else 1.0),
        (_DESCRIPTION, 0.0 if "description_too_short" in advice else _fullness(description)),
        *([(_FIELDS, _filled(kind, fields))] if kind is not None and kind.fields else []),
    ):
        earned += points * share
        possible += points
    return round(100 * earned / possible)


def unfilled_of(kind: RequestType | None, fields: Mapping[str, FieldValue]) -> tuple[str, ...]:
    """Return the names of the kind's fields that nothing is filled into, in their order."""
    asked = () if kind is None else kind.fields
    return tuple(field.name for field in asked if not str(fields.get(field.name, "")).strip())


def _filled(kind: RequestType, fields: Mapping[str, FieldValue]) -> float:
    return 1 - len(unfilled_of(kind, fields)) / len(kind.fields)


def _fullness(description: str) -> float:
    """Return half for what is just long enough, all for what tells a few sentences."""
    return min(1.0, 0.5 + 0.5 * len(description) / _LETTERS_OF_A_FULL_DESCRIPTION)
