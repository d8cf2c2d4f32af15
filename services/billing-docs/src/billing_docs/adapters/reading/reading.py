"""Reads a document: what form it has, what its XML says, and what is wrong with it."""

from dataclasses import dataclass

from billing_docs.adapters.reading import cii, ubl
from billing_docs.adapters.reading.invoice_texts import typed_fields
from billing_docs.adapters.reading.pdf_parts import XmlAttachment, read_pdf
from billing_docs.adapters.reading.pdf_text import text_of
from billing_docs.adapters.reading.profile import profile_faults, profile_name
from billing_docs.adapters.reading.schema import schema_faults
from billing_docs.adapters.reading.xml_text import parse_xml
from billing_docs.domain.faults import DocumentRefused, Fault, FaultCode, RefusalCode
from billing_docs.domain.invoice_fields import DocumentFormat, InvoiceFields
from billing_docs.domain.pdf_comparison import differences
from billing_docs.domain.read_document import ReadDocument

# Best first. The specifications name one file each; programs that write two mean the newest.
_INVOICE_NAMES = ("factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml")


@dataclass(frozen=True, slots=True, kw_only=True)
class _InvoiceXml:
    """An XML that was found to be an invoice; `name` is an attachment's."""

    name: str | None
    format: DocumentFormat
    profile: str | None
    invoice: InvoiceFields
    xml: bytes
    faults: tuple[Fault, ...]


def read_document(content: bytes, media_type: str) -> ReadDocument:
    """Return form, fields and faults of a PDF or an invoice XML.

    A PDF is `hybrid_pdf` only if an invoice could be read out of it; with an XML inside that
    cannot be read it is a `plain_pdf` with the fault named, for people read and keep it all the
    same. A bare XML must be an invoice. Nothing outside `content` is touched.

    Raises:
        DocumentRefused: the file must not be archived; its code and sentence say why.
    """
    kind = media_type.partition(";")[0].strip().lower()
    if kind not in {"application/pdf", "application/xml", "text/xml"}:
        raise DocumentRefused(
            RefusalCode.UNSUPPORTED_MEDIA_TYPE,
            "Documents are application/pdf or application/xml.",
        )
    if not content or content.isspace():
        raise DocumentRefused(RefusalCode.EMPTY_FILE, "The file is empty.")
    return _read_pdf(content) if kind == "application/pdf" else _read_bare_xml(content)


def _read_bare_xml(content: bytes) -> ReadDocument:
    found = _read_invoice(content)
    return ReadDocument(
        format=found.format,
        profile=found.profile,
        invoice=found.invoice,
        xml=found.xml,
        xml_syntax=found.format,
        faults=found.faults,
    )


def _read_pdf(content: bytes) -> ReadDocument:
    parts = read_pdf(content)
    invoice, faults = _invoice_among(parts.attachments)
    if invoice is None:
        return ReadDocument(
            format=DocumentFormat.PLAIN_PDF,
            page_count=parts.page_count,
            faults=(*parts.faults, *faults),
        )
    return ReadDocument(
        format=DocumentFormat.HYBRID_PDF,
        profile=invoice.profile,
        invoice=invoice.invoice,
        xml=invoice.xml,
        xml_name=invoice.name,
        xml_syntax=invoice.format,
        differences=differences(invoice.invoice, text_of(content)),
        page_count=parts.page_count,
        faults=(*parts.faults, *faults, *invoice.faults),
    )


def _read_invoice(content: bytes, name: str | None = None) -> _InvoiceXml:
    # Our own paths for the list's fields, not factur-x's parser for all: it takes a tenth of the
    # time (0.25 ms to 2.1 ms), reads ZUGFeRD 1.0 (which that parser leaves out), and what cannot
    # be read becomes a fault beside the rest instead of an exception for the whole.
    parsed = parse_xml(content)
    syntax_faults: tuple[Fault, ...] = ()
    if parsed.root.tag in cii.ROOTS:
        form = DocumentFormat.CII
        texts, syntax_faults = cii.read_cii(parsed.root)
    elif parsed.root.tag in ubl.ROOTS:
        form = DocumentFormat.UBL
        texts = ubl.read_ubl(parsed.root)
    else:
        raise DocumentRefused(
            RefusalCode.NOT_AN_INVOICE_XML,
            "The XML is neither a UBL invoice or credit note nor a CII invoice.",
        )
    profile = profile_name(texts.profile)
    invoice, field_faults = typed_fields(texts)
    return _InvoiceXml(
        name=name,
        format=form,
        profile=profile,
        invoice=invoice,
        xml=content,
        faults=(
            *parsed.faults,
            *profile_faults(profile),
            *schema_faults(parsed.root, profile),
            *syntax_faults,
            *field_faults,
        ),
    )


def _invoice_among(
    attachments: tuple[XmlAttachment, ...],
) -> tuple[_InvoiceXml | None, tuple[Fault, ...]]:
    """Return the invoice a PDF carries, by the name the specifications give it, else the only one.

    Two invoices under other names, and nobody can tell which one is meant: then none.
    """
    named = sorted(
        (each for each in attachments if each.name.lower() in _INVOICE_NAMES),
        key=lambda each: _INVOICE_NAMES.index(each.name.lower()),
    )
    if not named:
        return _only_invoice_among(attachments)

    faults = [_several()] if len(named) > 1 else []
    for attachment in named:
        invoice, fault = _try_to_read(attachment)
        if invoice:
            return invoice, tuple(faults)
        faults.extend(fault)
    return None, tuple(faults)


def _only_invoice_among(
    attachments: tuple[XmlAttachment, ...],
) -> tuple[_InvoiceXml | None, tuple[Fault, ...]]:
    # Another XML that is no invoice, or broken, is the sender's own business: no fault.
    invoices = [invoice for each in attachments if (invoice := _try_to_read(each)[0])]
    if len(invoices) > 1:
        return None, (_several(),)
    return (invoices[0] if invoices else None), ()


def _try_to_read(attachment: XmlAttachment) -> tuple[_InvoiceXml | None, tuple[Fault, ...]]:
    if attachment.content is None:
        return None, (attachment.fault,) if attachment.fault else ()
    try:
        return _read_invoice(attachment.content, attachment.name), ()
    except DocumentRefused as refusal:
        return None, (refusal.as_fault(),)


def _several() -> Fault:
    return Fault(
        code=FaultCode.SEVERAL_INVOICE_XMLS,
        explanation="More than one invoice XML is attached to the PDF; attach one only, "
        "factur-x.xml or xrechnung.xml.",
    )
