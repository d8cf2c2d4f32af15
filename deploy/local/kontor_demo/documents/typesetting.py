"""Sets a page of ours with typst: PDF/A-3b, and the same bytes for the same content."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

_TEMPLATES = Path(__file__).parent / "templates"


def typeset(template: str, content: Mapping[str, Any], *, issued_on: date) -> bytes:
    """Return the PDF of `templates/<template>.typ` filled with `content`.

    The content is handed over as JSON and printed as it is: markup in it stays text.
    """
    pdf = _compiler(template).compile(
        format="pdf",
        sys_inputs={"content": json.dumps(content, ensure_ascii=False)},
        pdf_standards=["a-3b", "ua-1"],
        timestamp=moment_of(issued_on),
    )
    if not isinstance(pdf, bytes):
        raise TypeError("typst returned no single PDF")
    return pdf


def moment_of(issued_on: date) -> datetime:
    """Return the moment we write into a document as its creation: that day, noon UTC."""
    return datetime(issued_on.year, issued_on.month, issued_on.day, 12, tzinfo=UTC)


@cache
def _compiler(template: str) -> typst.Compiler:
    # The fonts inside typst alone: with the machine's own, the bytes would differ by machine.
    return typst.Compiler(
        input=str(_TEMPLATES / f"{template}.typ"), root=str(_TEMPLATES), ignore_system_fonts=True
    )
