"""What is remembered of a document's reading: its pages, its XML, and what is wrong with them."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from billing_docs.domain.document import BillingDocument
from billing_docs.domain.faults import FaultCode
from billing_docs.domain.invoice_fields import DocumentFormat
from billing_docs.domain.pdf_comparison import ComparedField, Difference
from billing_docs.domain.read_document import ReadDocument
from billing_docs.domain.rule_findings import RuleFinding, RuleReport, RulesState

_DIFFERENCE_FAULTS: dict[ComparedField, FaultCode] = {
    "number": FaultCode.NUMBER_DIFFERS_IN_PDF,
    "issued_on": FaultCode.DATE_DIFFERS_IN_PDF,
    "total": FaultCode.TOTAL_DIFFERS_IN_PDF,
    "tax": FaultCode.TAX_DIFFERS_IN_PDF,
    "account": FaultCode.ACCOUNT_DIFFERS_IN_PDF,
}
_USUAL_NAME = "invoice.xml"
_LONGEST_NAME = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class InvoiceXml:
    """The XML of an e-invoice: in a hybrid a part of the PDF, else the document itself."""

    name: str
    syntax: DocumentFormat
    sha256: str
    size_bytes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Examination:
    """What reading one document brought to light. Made once, with the document."""

    document_id: UUID
    organisation_id: UUID
    page_count: int
    profile: str | None
    xml: InvoiceXml | None
    rules: RulesState
    findings: tuple[RuleFinding, ...]
    differences: tuple[Difference, ...]
    examined_at: datetime


def make_examination(
    document: BillingDocument, read: ReadDocument, report: RuleReport, now: datetime
) -> Examination:
    """Return what is remembered of a document that was read and tried against the rules."""
    return Examination(
        document_id=document.id,
        organisation_id=document.organisation_id,
        page_count=read.page_count,
        profile=read.profile,
        xml=_xml_of(read, document.file_name),
        rules=report.state,
        findings=report.findings,
        differences=read.differences,
        examined_at=now,
    )


def fault_codes(read: ReadDocument, report: RuleReport) -> tuple[str, ...]:
    """Return what is wrong with a document: of its file, its pages and its XML, then the rules."""
    codes = [fault.code for fault in read.faults]
    codes += [_DIFFERENCE_FAULTS[difference.field] for difference in read.differences]
    if report.state == "too_costly":
        codes.append(FaultCode.RULES_NOT_CHECKED)
    return (*(code.value for code in codes), *report.broken)


def _xml_of(read: ReadDocument, file_name: str) -> InvoiceXml | None:
    if read.xml is None or read.xml_syntax is None:
        return None
    # A name in a PDF is whatever somebody typed; only its last part is anybody's business.
    attached = (read.xml_name or "").replace("\\", "/").rpartition("/")[2]
    printable = "".join(character for character in attached if character.isprintable())
    name = file_name if read.xml_name is None else printable[:_LONGEST_NAME] or _USUAL_NAME
    return InvoiceXml(
        name=name,
        syntax=read.xml_syntax,
        sha256=hashlib.sha256(read.xml).hexdigest(),
        size_bytes=len(read.xml),
    )
