"""What the rules for e-invoices have to say about one: EN 16931, XRechnung, Factur-X EXTENDED."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]
# `none_apply`: no XML, or a profile for which there are no rules (ZUGFeRD 1.0, BASIC WL).
RulesState = Literal["checked", "none_apply", "too_costly"]


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleFinding:
    """A rule that the XML breaks: its public id (BR-CO-15, BR-DE-1), and its own English words."""

    rule: str
    severity: Severity
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleReport:
    """Whether the rules were tried, and each that is broken, once, errors first."""

    state: RulesState
    findings: tuple[RuleFinding, ...] = ()

    @property
    def broken(self) -> tuple[str, ...]:
        """Return the ids of the rules that are broken, advice left out."""
        return tuple(each.rule for each in self.findings if each.severity == "error")


NO_RULES = RuleReport(state="none_apply")
