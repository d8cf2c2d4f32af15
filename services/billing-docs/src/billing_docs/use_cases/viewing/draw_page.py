"""Draw one page of a PDF, once; after that its picture is found."""

from billing_docs.adapters.views import StoredView
from billing_docs.domain.document import BillingDocument
from billing_docs.domain.examination import Examination
from billing_docs.resources import Resources
from billing_docs.use_cases.viewing.fetch_content import fetch_content
from contracts.billing_docs import ArchivedFile
from contracts.errors import NotFound

_PDF = "application/pdf"
_WEBP = "image/webp"


def draw_page(
    document: BillingDocument, number: int, examination: Examination | None, resources: Resources
) -> ArchivedFile:
    """Return where the picture of a page lies. Two at once draw the same picture twice, no more.

    Raises:
        NotFound: the document has no such page, or none that can be drawn.
        DependencyDown: the object store does not answer.
    """
    if document.media_type != _PDF or (examination and number > examination.page_count):
        raise NotFound("page")
    name = f"page-{number}.webp"
    view = resources.views.find(document, name)
    if view is None:
        picture = resources.readers.page(fetch_content(document, resources.archive), number)
        if picture is None:
            raise NotFound("page")
        view = resources.views.keep(document, name, picture, _WEBP)
    return _described(document, view, f"{document.number}-{number}.webp")


def _described(document: BillingDocument, view: StoredView, file_name: str) -> ArchivedFile:
    return ArchivedFile(
        document_id=document.id,
        bucket=view.bucket,
        object_key=view.object_key,
        version_id="",
        sha256=view.sha256,
        size_bytes=view.size_bytes,
        media_type=_WEBP,
        file_name=file_name,
    )
