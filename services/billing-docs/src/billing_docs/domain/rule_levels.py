"""How grave it is to break a rule of EN 16931, which depends on the profile.

The sheets of CEN know no profiles. KoSIT's configuration of its validator says for each kind of
XRechnung which of CEN's rules are advice, and which the profile is free to break because a rule of
its own takes their place (itplr-kosit/validator-configuration-xrechnung, `scenarios.xml` with its
`customLevel`s, and its change log: releases of 2022-01-31, 2023-01-31 and 2023-11-15, compared with
what others took over from that of 2026-01-31). Peppol, EN 16931 and EXTENDED change nothing.
"""

from dataclasses import replace

from billing_docs.domain.rule_findings import RuleFinding

_XRECHNUNG = "XRechnung"
# Lists of codes that grow faster than CEN's copies of them: identification schemes (ISO 6523) and
# units (UN/ECE recommendations 20 and 21).
_ADVICE = frozenset({"BR-CL-21", "BR-CL-23"})
# Of what a list of discounts may look like (BR-DE-18): CEN advises, KoSIT insists.
_ERRORS = frozenset({"CII-SR-453"})
# `information` in KoSIT's words, by the end of the profile's name. The extension has schemes, media
# types, sub-lines and payments by third parties of its own (BR-DEX-01, 04 to 09), the directive on
# clean vehicles a classification (BR-TMP-CVD-01).
_ALLOWED = {
    "Extension": frozenset(
        {
            "BR-CL-10",
            "BR-CL-11",
            "BR-CL-21",
            "BR-CL-24",
            "BR-CL-25",
            "BR-CL-26",
            # KoSIT lists these two for UBL alone; BR-DEX-09 replaces the first in both syntaxes.
            "BR-CO-16",
            "UBL-CR-470",
        }
    ),
    "CVD": frozenset({"BR-CL-13"}),
}


def levelled(findings: tuple[RuleFinding, ...], profile: str | None) -> tuple[RuleFinding, ...]:
    """Return the findings as grave as they are for the profile, errors first.

    What the profile is free to break is left out.
    """
    if profile is None or not profile.startswith(_XRECHNUNG):
        return findings
    allowed = next((rules for end, rules in _ALLOWED.items() if profile.endswith(end)), frozenset())
    kept = (_levelled(each) for each in findings if each.rule not in allowed)
    return tuple(sorted(kept, key=lambda each: each.severity))


def _levelled(finding: RuleFinding) -> RuleFinding:
    if finding.rule in _ADVICE:
        return replace(finding, severity="warning")
    if finding.rule in _ERRORS:
        return replace(finding, severity="error")
    return finding
