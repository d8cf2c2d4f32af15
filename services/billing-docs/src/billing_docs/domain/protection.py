"""What an examination of the archive's protection has shown."""

from dataclasses import dataclass
from typing import Literal

Outcome = Literal["ok", "warning", "failed"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing that was looked at: its stable name, how it is, and an English sentence."""

    check: str
    outcome: Outcome
    detail: str


def found(check: str, is_right: bool, *, right: str, wrong: str) -> Finding:  # noqa: FBT001 - the one thing it is about
    """Return a finding that is either right or a failure."""
    if is_right:
        return Finding(check=check, outcome="ok", detail=right)
    return Finding(check=check, outcome="failed", detail=wrong)
