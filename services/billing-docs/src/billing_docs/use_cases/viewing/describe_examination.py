"""Describe what reading a document brought to light."""

from billing_docs.domain.document import BillingDocument
from billing_docs.domain.examination import Examination
from billing_docs.domain.invoice_fields import DocumentFormat
from contracts.examination import (
    BrokenRule,
    DocumentExamination,
    DocumentPart,
    FieldDifference,
)


def describe_examination(
    document: BillingDocument, examination: Examination | None
) -> DocumentExamination:
    """Return it in the words of the contract; a document from before was never examined."""
    original = DocumentPart(
        part="original",
        file_name=document.file_name,
        media_type=document.media_type,
        size_bytes=document.size_bytes,
        sha256=document.sha256,
    )
    if examination is None:
        return DocumentExamination(
            document_id=document.id,
            page_count=0,
            profile=None,
            parts=(original,),
            rules="not_examined",
            broken_rules=(),
            differences=(),
        )
    return DocumentExamination(
        document_id=document.id,
        page_count=examination.page_count,
        profile=examination.profile,
        parts=(original, *_xml_part(document, examination)),
        rules=examination.rules,
        broken_rules=tuple(
            BrokenRule(rule=each.rule, severity=each.severity, text=each.text)
            for each in examination.findings
        ),
        differences=tuple(
            FieldDifference(field=each.field, in_xml=each.in_xml, in_pdf=each.in_pdf)
            for each in examination.differences
        ),
    )


def _xml_part(document: BillingDocument, examination: Examination) -> tuple[DocumentPart, ...]:
    xml = examination.xml
    if xml is None or document.format != DocumentFormat.HYBRID_PDF:
        return ()
    return (
        DocumentPart(
            part="xml",
            file_name=xml.name,
            media_type="application/xml",
            size_bytes=xml.size_bytes,
            sha256=xml.sha256,
        ),
    )
