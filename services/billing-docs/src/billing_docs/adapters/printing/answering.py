"""What a printing process does for each task; only there, for it opens what strangers sent."""

from typing import Any

import msgspec
import pikepdf

from billing_docs.adapters.printing.pdf_objects import objects_of
from billing_docs.adapters.printing.reading_copy import reading_copy
from billing_docs.adapters.printing.tasks import (
    Answer,
    BindTask,
    Bound,
    Copied,
    Sheet,
    Task,
    Unreadable,
)
from billing_docs.adapters.printing.typesetting import typeset


def answer_to(task: Task, content: bytes) -> tuple[Answer, bytes]:
    """Return the answer to a task, and the bytes that go with it."""
    if isinstance(task, BindTask):
        return _bound(task, content)
    copy = reading_copy(
        task.invoice, language=task.language, file_name=task.file_name, sha256=task.sha256
    )
    return Copied(), typeset("reading_copy.typ", copy)


def _bound(task: BindTask, content: bytes) -> tuple[Answer, bytes]:
    pdfs = [typeset("sheets.typ", _shown(task.sheet)), *([content] if content else [])]
    try:
        objects = objects_of(pdfs, first_object=task.first_object, parent=task.parent)
    except (pikepdf.PdfError, pikepdf.PasswordError):
        return Unreadable(), b""
    if len(objects.pages) < len(pdfs):
        return Unreadable(), b""
    return Bound(offsets=objects.offsets, pages=objects.pages), objects.content


def _shown(sheet: Sheet) -> dict[str, Any]:
    shown: dict[str, Any] = msgspec.to_builtins(sheet)
    return shown
