"""Open one part of a document: the whole as it was published, or the XML inside a hybrid."""

from billing_docs.domain.document import BillingDocument
from billing_docs.domain.examination import Examination
from billing_docs.domain.invoice_fields import DocumentFormat
from billing_docs.resources import Resources
from billing_docs.use_cases.describe_document import describe_file
from billing_docs.use_cases.viewing.fetch_content import fetch_content
from contracts.billing_docs import ArchivedFile
from contracts.errors import ArchiveDamaged, NotFound
from contracts.examination import PartName

_XML = "application/xml"
_NAME = "invoice.xml"


def open_part(
    document: BillingDocument,
    part: PartName,
    examination: Examination | None,
    resources: Resources,
) -> ArchivedFile:
    """Return where a part lies; its digest is the one noted when the document was taken in.

    The XML is kept in the PDF, under the archive's lock; what is handed out is a copy, made at the
    first request and proven by that digest.

    Raises:
        NotFound: there is no such part.
        ArchiveDamaged: the PDF holds another XML than it did.
        DependencyDown: the object store does not answer.
    """
    if part == "original":
        return describe_file(document, resources.archive.bucket)
    xml = examination.xml if examination else None
    if xml is None or document.format != DocumentFormat.HYBRID_PDF:
        raise NotFound("part")
    view = resources.views.find(document, _NAME)
    if view is None or view.sha256 != xml.sha256:
        content = resources.readers.xml(
            fetch_content(document, resources.archive), document.media_type
        )
        if content is None:
            raise ArchiveDamaged(str(document.id))
        view = resources.views.keep(document, _NAME, content, _XML)
    if view.sha256 != xml.sha256:
        raise ArchiveDamaged(str(document.id))
    return ArchivedFile(
        document_id=document.id,
        bucket=view.bucket,
        object_key=view.object_key,
        version_id="",
        sha256=xml.sha256,
        size_bytes=xml.size_bytes,
        media_type=_XML,
        file_name=xml.name,
    )
