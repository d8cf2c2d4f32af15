"""What a reading process does for each task; only there, for it opens what strangers sent."""

from billing_docs.adapters.reading import cii
from billing_docs.adapters.reading.cii_view import view_cii
from billing_docs.adapters.reading.page_image import NoSuchPage, page_image
from billing_docs.adapters.reading.reading import read_document
from billing_docs.adapters.reading.tasks import (
    Answer,
    Drawn,
    Nothing,
    PageTask,
    Read,
    ReadTask,
    Refusal,
    Seen,
    Taken,
    Task,
    XmlTask,
)
from billing_docs.adapters.reading.ubl_view import view_ubl
from billing_docs.adapters.reading.xml_text import parse_xml
from billing_docs.domain.faults import DocumentRefused


def answer_to(task: Task, content: bytes) -> tuple[Answer, bytes]:
    """Return the answer to a task, and the bytes that go with it."""
    if isinstance(task, PageTask):
        return _drawn(content, task.number)
    try:
        document = read_document(content, task.media_type)
    except DocumentRefused as refused:
        return Refusal(code=refused.code, explanation=refused.explanation), b""
    if isinstance(task, ReadTask):
        return Read(document=document), b""
    if document.xml is None:
        return Nothing(), b""
    return (Taken(), document.xml) if isinstance(task, XmlTask) else (_seen(document.xml), b"")


def _drawn(content: bytes, number: int) -> tuple[Answer, bytes]:
    try:
        return Drawn(), page_image(content, number)
    except NoSuchPage:
        return Nothing(), b""


def _seen(xml: bytes) -> Seen:
    root = parse_xml(xml).root
    return Seen(invoice=view_cii(root) if root.tag in cii.ROOTS else view_ubl(root))
