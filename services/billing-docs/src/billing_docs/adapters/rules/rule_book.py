"""Tries invoices against the rules, in a process of its own."""

import msgspec

from billing_docs.adapters.processes import ProcessPool, TooCostly
from billing_docs.adapters.rules.limits import RULE_LIMITS
from billing_docs.adapters.rules.sheets import sheets_for
from billing_docs.domain.invoice_fields import DocumentFormat
from billing_docs.domain.rule_findings import NO_RULES, RuleFinding, RuleReport
from billing_docs.domain.rule_levels import levelled

# Ten thousand lines: three to five seconds of CPU and 450 MiB, and others wait meanwhile.
_LARGEST_XML_BYTES = 6 * 1024 * 1024
_MODULE = "billing_docs.adapters.rules.process"


class RuleBook:
    """One process that knows the rules, started when the first e-invoice comes."""

    def __init__(self) -> None:
        self._pool = ProcessPool(_MODULE, size=1, limits=RULE_LIMITS)

    def check(self, xml: bytes, syntax: DocumentFormat, profile: str | None) -> RuleReport:
        """Return which rules the XML breaks; one that costs too much to try is reported as such.

        Raises:
            DependencyDown: no process can be started just now.
        """
        sheets = sheets_for(syntax, profile)
        if not sheets:
            return NO_RULES
        if len(xml) > _LARGEST_XML_BYTES:
            return RuleReport(state="too_costly")
        try:
            words, _ = self._pool.ask(msgspec.msgpack.encode(sheets), xml)
        except TooCostly:
            return RuleReport(state="too_costly")
        findings = msgspec.msgpack.decode(words, type=tuple[RuleFinding, ...])
        return RuleReport(state="checked", findings=levelled(findings, profile))

    def close(self) -> None:
        """End the process."""
        self._pool.close()
