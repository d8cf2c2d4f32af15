"""Rules are as grave as the authority of the invoice's profile has them."""

import pytest

from billing_docs.domain.rule_findings import RuleFinding, Severity
from billing_docs.domain.rule_levels import levelled

EVERYWHERE = {"BR-CL-23": "warning", "BR-CO-15": "error", "CII-SR-453": "error"}


def broken(rule: str, severity: Severity = "error") -> RuleFinding:
    return RuleFinding(rule=rule, severity=severity, text="…")


FOUND = (
    *(broken(f"BR-CL-{number}") for number in (10, 11, 13, 21, 23, 24, 25, 26)),
    broken("BR-CO-15"),
    broken("BR-CO-16"),
    broken("CII-SR-453", "warning"),
    broken("UBL-CR-470", "warning"),
)


@pytest.mark.req("B15")
@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        (
            "XRechnung 3.0",
            {
                **{each.rule: each.severity for each in FOUND},
                **EVERYWHERE,
                "BR-CL-21": "warning",
            },
        ),
        (
            "XRechnung 3.0 CVD",
            {
                **{each.rule: each.severity for each in FOUND if each.rule != "BR-CL-13"},
                **EVERYWHERE,
                "BR-CL-21": "warning",
            },
        ),
        ("XRechnung 3.0 Extension", {**EVERYWHERE, "BR-CL-13": "error"}),
        ("XRechnung 2.3 Extension", {**EVERYWHERE, "BR-CL-13": "error"}),
        ("EN 16931", {each.rule: each.severity for each in FOUND}),
        ("Peppol BIS Billing 3.0", {each.rule: each.severity for each in FOUND}),
        (None, {each.rule: each.severity for each in FOUND}),
    ],
)
def test_each_profile_has_its_own_levels(profile: str | None, expected: dict[str, str]) -> None:
    found = levelled(FOUND, profile)

    assert {each.rule: each.severity for each in found} == expected


def test_errors_come_first() -> None:
    found = levelled((broken("BR-CL-23"), broken("BR-CO-15")), "XRechnung 3.0")

    assert [each.rule for each in found] == ["BR-CO-15", "BR-CL-23"]
