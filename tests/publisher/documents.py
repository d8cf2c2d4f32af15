"""A demo document to publish, and the arguments that go with it."""

from __future__ import annotations

from datetime import date
from typing import Any

PDF = b"%PDF-1.7\n% demo document of Musterfabrik GmbH (Demo)\n%%EOF\n"
LARGE_PDF = PDF + b"%" * (1024 * 1024)


def an_invoice(**changes: Any) -> dict[str, Any]:
    """Return the keyword arguments of `publish_document` for one invoice."""
    return {
        "customer_number": "10001",
        "number": "R-2026-1",
        "issued_on": date(2026, 11, 1),
        **changes,
    }
