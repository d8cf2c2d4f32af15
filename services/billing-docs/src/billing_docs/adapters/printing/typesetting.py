"""Typesets what is printed beside and instead of documents; only in a printing process."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import typst

_TEMPLATES = Path(__file__).parent / "templates"


def typeset(template: str, content: dict[str, Any]) -> bytes:
    """Return the PDF that a template makes of its content.

    What stands in a document's names is handed over as JSON and printed as it is: markup in it
    stays text.
    """
    pdf = _compiler(template).compile(
        format="pdf", sys_inputs={"content": json.dumps(content, ensure_ascii=False)}
    )
    if not isinstance(pdf, bytes):
        raise TypeError("typst returned no single PDF")
    return pdf


@cache
def _compiler(template: str) -> typst.Compiler:
    # The fonts inside typst alone, so that sheets look alike on every machine.
    return typst.Compiler(
        input=str(_TEMPLATES / template), root=str(_TEMPLATES), ignore_system_fonts=True
    )
