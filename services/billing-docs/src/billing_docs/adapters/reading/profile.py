"""Turns the identifier of an e-invoice specification into the name people know it by."""

import re

from billing_docs.domain.faults import Fault, FaultCode

_MAX_LENGTH = 200

# In this order: every profile's identifier begins with, or contains, a more general one.
_NAMES = (
    (re.compile(r".*:kosit:extension:xrechnung_(\d\.\d)"), "XRechnung {} Extension"),
    (re.compile(r".*:xrechnung_(\d\.\d)#.*:kosit:xrechnung:cvd_.*"), "XRechnung {} CVD"),
    (re.compile(r".*[:#]xrechnung_(\d\.\d)"), "XRechnung {}"),
    (re.compile(r".*:peppol\.eu:.*:billing:(\d\.\d)"), "Peppol BIS Billing {}"),
    (re.compile(r"urn:ferd:CrossIndustryDocument:invoice:1p0:basic"), "ZUGFeRD 1.0 BASIC"),
    (re.compile(r"urn:ferd:CrossIndustryDocument:invoice:1p0:comfort"), "ZUGFeRD 1.0 COMFORT"),
    (re.compile(r"urn:ferd:CrossIndustryDocument:invoice:1p0:extended"), "ZUGFeRD 1.0 EXTENDED"),
    (re.compile(r".*[:#]minimum"), "MINIMUM"),
    (re.compile(r".*[:#]basicwl"), "BASIC WL"),
    (re.compile(r".*[:#]basic"), "BASIC"),
    (re.compile(r".*[:#]extended"), "EXTENDED"),
    (re.compile(r"urn:cen\.eu:en16931:2017(?:#compliant)?"), "EN 16931"),
)
# Ministry of Finance, letter on e-invoices of 15 October 2024: ZUGFeRD counts from 2.0.1 on, except
# these two profiles, which hold too little to be an invoice under § 14 UStG.
_NO_INVOICES = {"MINIMUM", "BASIC WL"}


def profile_name(identifier: str | None) -> str | None:
    """Return "EN 16931", "XRechnung 3.0", "BASIC" ... or the identifier itself if unknown."""
    words = (identifier or "").strip()
    for pattern, name in _NAMES:
        found = pattern.fullmatch(words)
        if found:
            return name.format(*found.groups())
    return words[:_MAX_LENGTH] or None


def profile_faults(profile: str | None) -> tuple[Fault, ...]:
    """Return a fault if an XML of this profile is no invoice by German law."""
    if profile not in _NO_INVOICES:
        return ()
    return (
        Fault(
            code=FaultCode.PROFILE_NOT_AN_INVOICE,
            explanation=f"An XML of profile {profile} holds too little to be an invoice in "
            "Germany; use EN 16931 or XRechnung.",
        ),
    )
