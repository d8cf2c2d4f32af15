"""Opens a PDF far enough to count its pages and take XML attachments out, never further."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from io import BytesIO

import pikepdf
from pikepdf import settings

from billing_docs.adapters.reading.pdf_hazards import pdf_hazards
from billing_docs.adapters.reading.xml_text import MAX_XML_BYTES
from billing_docs.domain.faults import DocumentRefused, Fault, FaultCode, RefusalCode

# What viewers accept (PDF Reference 1.7, implementation notes 13 and 18): the header stands within
# the first 1024 bytes, the end mark within the last 1024.
_EDGE_BYTES = 1024
_MAX_XML_ATTACHMENTS = 8

# pikepdf tells a malformed structure by any of these, depending on what it stumbles over; the last
# two come from deep nesting and huge numbers.
_MALFORMED = (
    pikepdf.PikepdfError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    RuntimeError,
    OverflowError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class XmlAttachment:
    """One XML file attached to a PDF; `content` is None if it cannot be unpacked."""

    name: str
    content: bytes | None
    fault: Fault | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfParts:
    """What we take from a PDF."""

    page_count: int
    attachments: tuple[XmlAttachment, ...]
    faults: tuple[Fault, ...]


def read_pdf(content: bytes) -> PdfParts:
    """Return page count and XML attachments of a PDF that any viewer can open without a password.

    A damaged cross-reference table is mended as viewers do it, and named. Nothing is unpacked
    beyond 20 MiB a stream, whatever a few bytes claim to hold.

    Raises:
        DocumentRefused: `not_a_pdf`, `truncated_pdf` or `encrypted_pdf`.
    """
    if b"%PDF-" not in content[:_EDGE_BYTES]:
        raise DocumentRefused(RefusalCode.NOT_A_PDF, "The file does not begin like a PDF.")
    # Tools repair a file that was cut off by leaving pages out; an invoice must be whole.
    if b"%%EOF" not in content[-_EDGE_BYTES:]:
        raise DocumentRefused(
            RefusalCode.TRUNCATED_PDF, "The PDF has no end mark: it is incomplete."
        )

    _limit_unpacking()
    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            parts = _parts_of(pdf)
            return replace(parts, faults=(*parts.faults, *pdf_hazards(pdf, content)))
    except pikepdf.PasswordError:
        raise _encrypted() from None
    except _MALFORMED:
        raise DocumentRefused(
            RefusalCode.TRUNCATED_PDF, "The PDF is incomplete or damaged beyond repair."
        ) from None


@cache
def _limit_unpacking() -> None:
    """Bound what qpdf unpacks, in this process and for good: object streams can be bombs too."""
    settings.set_qpdf_limits(
        flate_max_memory=MAX_XML_BYTES,
        run_length_max_memory=MAX_XML_BYTES,
        png_max_memory=MAX_XML_BYTES,
        tiff_max_memory=MAX_XML_BYTES,
        max_stream_filters=3,
        doc_max_warnings=1000,
    )


def _parts_of(pdf: pikepdf.Pdf) -> PdfParts:
    # Also with an empty user password: rights that must be obeyed do not belong into an archive,
    # and PDF/A forbids encryption.
    if pdf.is_encrypted:
        raise _encrypted()
    page_count = len(pdf.pages)
    if page_count == 0:
        raise DocumentRefused(RefusalCode.TRUNCATED_PDF, "The PDF has no pages.")

    faults = []
    if pdf.get_warnings():
        faults.append(
            Fault(
                code=FaultCode.PDF_DAMAGED,
                explanation="The PDF is damaged; viewers must repair it before they can show it.",
            )
        )
    attachments, attachment_faults = _xml_attachments(pdf)
    return PdfParts(
        page_count=page_count, attachments=attachments, faults=(*faults, *attachment_faults)
    )


def _encrypted() -> DocumentRefused:
    return DocumentRefused(
        RefusalCode.ENCRYPTED_PDF, "The PDF is encrypted. Send it without any password."
    )


def _xml_attachments(pdf: pikepdf.Pdf) -> tuple[tuple[XmlAttachment, ...], tuple[Fault, ...]]:
    found: dict[tuple[int, int], XmlAttachment] = {}
    faults: tuple[Fault, ...] = ()
    try:
        for specification in _file_specifications(pdf):
            files = specification.EF
            stream = files.UF if "/UF" in files else files.F
            name = str(specification.get("/UF", specification.get("/F", "")))
            if not _is_xml(name, stream) or stream.objgen in found:
                continue
            if len(found) == _MAX_XML_ATTACHMENTS:
                break
            found[stream.objgen] = _unpack(name, stream)
    except _MALFORMED:
        faults = (_unreadable("The list of the PDF's attachments is damaged."),)
    return tuple(found.values()), faults


def _file_specifications(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Yield what the name tree and the associated files (PDF/A-3) list; usually the same twice."""
    for attachment in pdf.attachments.values():
        yield attachment.obj
    yield from pdf.Root.get("/AF", pikepdf.Array())


def _is_xml(name: str, stream: pikepdf.Object) -> bool:
    return name.lower().endswith(".xml") or "xml" in str(stream.get("/Subtype", "")).lower()


def _unpack(name: str, stream: pikepdf.Object) -> XmlAttachment:
    # LZW is the one filter qpdf cannot bound, and no invoice program uses it.
    if "/LZWDecode" in repr(stream.get("/Filter")):
        fault = _unreadable("An XML file in the PDF is packed in a way we do not unpack (LZW).")
        return XmlAttachment(name=name, content=None, fault=fault)
    try:
        content = stream.read_bytes()
    except pikepdf.PikepdfError as error:
        if "memory limit exceeded" in str(error):
            return XmlAttachment(name=name, content=None, fault=_too_large())
        fault = _unreadable("An XML file in the PDF cannot be unpacked.")
        return XmlAttachment(name=name, content=None, fault=fault)
    if len(content) > MAX_XML_BYTES:
        return XmlAttachment(name=name, content=None, fault=_too_large())
    return XmlAttachment(name=name, content=content)


def _too_large() -> Fault:
    return Fault(
        code=FaultCode.ATTACHMENT_TOO_LARGE,
        explanation="An XML file in the PDF is larger than 20 MiB and was not unpacked.",
    )


def _unreadable(explanation: str) -> Fault:
    return Fault(code=FaultCode.ATTACHMENT_UNREADABLE, explanation=explanation)
