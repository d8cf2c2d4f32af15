"""Answers that are kept ready: what may stand in them, and how they are filled."""

import re
from collections.abc import Collection, Mapping
from typing import get_args

from contracts.canned_answers import CannedAnswer, PutCannedAnswer
from contracts.errors import InvalidInput
from contracts.events import Language
from tickets.domain.requests import CustomerRequest, fault_of_text

PLACEHOLDERS = ("requester", "number", "title", "agent", "department")
LONGEST_ANSWER = 10_000

_IN_BRACES = re.compile(r"\{([a-z_]+)\}")


def require_fit(wanted: PutCannedAnswer, departments: Collection[str]) -> None:
    """Return when every placeholder can be filled, and the department is there.

    Raises:
        InvalidInput: names every place that does not fit.
    """
    faults: list[str] = []
    if wanted.department is not None and wanted.department not in departments:
        faults += ["department", "unknown_department"]
    for language in get_args(Language):
        body = getattr(wanted.body, language)
        reason = fault_of_text(body, longest=LONGEST_ANSWER)
        if reason is None and set(_IN_BRACES.findall(body)) - set(PLACEHOLDERS):
            reason = "unknown_placeholder"
        if reason is not None:
            faults += [f"body.{language}", reason]
    if faults:
        raise InvalidInput(*faults)


def version_of(wanted: PutCannedAnswer) -> CannedAnswer:
    """Return the version that follows the one it changes."""
    return CannedAnswer(
        key=wanted.key,
        version=wanted.base_version + 1,
        label=wanted.label,
        body=wanted.body,
        department=wanted.department,
        is_offered=wanted.is_offered,
    )


def filled(answer: CannedAnswer, language: Language, values: Mapping[str, str]) -> str:
    """Return the answer with each placeholder filled, once.

    What comes in is never looked at again: braces in a title that a customer wrote stay braces.
    """
    body = answer.body.de if language == "de" else answer.body.en
    return _IN_BRACES.sub(lambda found: values.get(found[1], found[0]), body)


def values_for(request: CustomerRequest, *, agent: str, department: str) -> dict[str, str]:
    """Return what stands for the placeholders in answers to a request."""
    return {
        "requester": request.requester_name or "",
        "number": str(request.number),
        "title": request.title,
        "agent": agent,
        "department": department,
    }
