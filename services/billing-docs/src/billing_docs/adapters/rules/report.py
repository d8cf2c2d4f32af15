"""Reads what a Schematron sheet reports (SVRL)."""

import re
from collections.abc import Iterator

from lxml import etree

from billing_docs.domain.rule_findings import RuleFinding, Severity

_NAMES = {"svrl": "http://purl.oclc.org/dsdl/svrl"}
_FAILED = "{http://purl.oclc.org/dsdl/svrl}failed-assert"
# As in: [BR-CO-15]-Invoice total amount with VAT ...
_ID_BEFORE_TEXT = re.compile(r"^\[([A-Z0-9a-z-]+)\]\s*[-:]?\s*")
_LONGEST_TEXT = 500
_MOST_FINDINGS = 100


def findings_in(reports: list[str]) -> list[RuleFinding]:
    """Return each broken rule once, errors first, at most 100."""
    found: dict[str, RuleFinding] = {}
    for report in reports:
        for finding in _findings(report):
            found.setdefault(finding.rule, finding)
    return sorted(found.values(), key=lambda each: each.severity)[:_MOST_FINDINGS]


def _findings(report: str) -> Iterator[RuleFinding]:
    for failed in etree.fromstring(report.encode()).iter(_FAILED):
        words = " ".join(str(failed.xpath("string(svrl:text)", namespaces=_NAMES)).split())
        named = _ID_BEFORE_TEXT.match(words)
        rule = failed.get("id") or (named[1] if named else "unnamed")
        yield RuleFinding(
            rule=rule[:100],
            severity=_severity(failed.get("flag")),
            text=_ID_BEFORE_TEXT.sub("", words)[:_LONGEST_TEXT],
        )


def _severity(flag: str | None) -> Severity:
    # FeRD's sheets give no flag to what breaks the standard.
    return "error" if flag in {None, "fatal", "error"} else "warning"
