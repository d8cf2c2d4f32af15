"""Notices as other services ask for them."""

from typing import Any

import msgspec

from contracts.events import NoticeRequested

DOCUMENT = NoticeRequested(
    idempotency_key="document:018f0000-0000-7000-8000-000000000001",
    kind="document_arrived",
    recipient="rechnung@muster.example",
    language="de",
    parameters={
        "document_type": "invoice",
        "number": "RE-2026-0815",
        "issued_on": "2026-03-02",
        "total_minor_units": "119000",
        "currency": "EUR",
        "organisation_name": "Muster & Söhne GmbH",
        "link": "https://portal.example/post/1",
    },
)

INVITATION = NoticeRequested(
    idempotency_key="invitation:018f0000-0000-7000-8000-000000000002",
    kind="invitation",
    recipient="neu@muster.example",
    language="de",
    parameters={"organisation_name": "Muster & Söhne GmbH", "valid_until": "2026-04-01"},
    secrets={"link": "https://portal.example/invitations/demo-token"},
)


def a_notice(of: NoticeRequested = DOCUMENT, /, **changes: Any) -> NoticeRequested:
    """Return a notice with `changes`; `parameters` are merged into those there are."""
    parameters = {**of.parameters, **changes.pop("parameters", {})}
    return msgspec.structs.replace(of, parameters=parameters, **changes)
