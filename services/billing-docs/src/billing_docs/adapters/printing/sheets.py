"""Sets the separator sheets of a print batch: whose document follows, and where it goes."""

import io
import json
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

import typst

from billing_docs.domain.printing import OrderedDocument

_TEMPLATES = Path(__file__).parent / "templates"


def typeset_sheets(documents: Sequence[OrderedDocument], business_day: date) -> io.BytesIO:
    """Return a PDF with one A4 page a document; one page that says so where there is none.

    The words are German, as the print room's are. What stands in a document's names is handed over
    as JSON and printed as it is: markup in it stays text.
    """
    content = {
        "day": f"{business_day:%d.%m.%Y}",
        "sheets": [
            {
                "position": position,
                "customer_number": document.customer_number,
                "customer_name": document.customer_name,
                "address": (document.postal_address or "").splitlines(),
                "kind": document.document_type,
                "number": document.number,
                "issued_on": f"{document.issued_on:%d.%m.%Y}",
            }
            for position, document in enumerate(documents, 1)
        ],
    }
    pdf = _compiler().compile(
        format="pdf", sys_inputs={"content": json.dumps(content, ensure_ascii=False)}
    )
    if not isinstance(pdf, bytes):
        raise TypeError("typst returned no single PDF")
    return io.BytesIO(pdf)


@cache
def _compiler() -> typst.Compiler:
    # The fonts inside typst alone, so that sheets look alike on every machine.
    return typst.Compiler(
        input=str(_TEMPLATES / "sheets.typ"), root=str(_TEMPLATES), ignore_system_fonts=True
    )
