"""What an examination has shown: how each thing is, and what to do about it."""

from dataclasses import dataclass
from typing import Literal

Outcome = Literal["ok", "warning", "failed", "not_looked"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing that was looked at: its stable name, how it is, a sentence, and what to do.

    `not_looked` says that nobody knows: a setting is missing, so there was nothing to ask.
    """

    check: str
    outcome: Outcome
    detail: str
    advice: str = ""


def fine(check: str, detail: str) -> Finding:
    """Return a finding that needs nobody."""
    return Finding(check=check, outcome="ok", detail=detail)


def failed(check: str, detail: str, advice: str) -> Finding:
    """Return a finding that somebody must mend."""
    return Finding(check=check, outcome="failed", detail=detail, advice=advice)


def warning(check: str, detail: str, advice: str) -> Finding:
    """Return a finding that somebody should look at in daylight."""
    return Finding(check=check, outcome="warning", detail=detail, advice=advice)


def not_looked(check: str, detail: str, advice: str) -> Finding:
    """Return that nothing could be seen."""
    return Finding(check=check, outcome="not_looked", detail=detail, advice=advice)
