"""Values for the gateway's tests: everything that does not matter has a default."""

import base64
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from contracts.billing_docs import ArchivedFile, Document
from contracts.identity import Authenticated, InvitationPreview, Organisation, Session
from contracts.money import Money
from contracts.principal import Principal
from gateway.settings import Settings

TOKEN = "ks_demo-token"
SYSTEM_TOKEN = "kk_demo-key"
ORGANISATION_ID = UUID("01930000-0000-7000-8000-000000000001")
PERSON_ID = UUID("01930000-0000-7000-8000-000000000002")
SESSION_ID = UUID("01930000-0000-7000-8000-000000000003")
SYSTEM_ID = UUID("01930000-0000-7000-8000-000000000004")
DOCUMENT_ID = UUID("01930000-0000-7000-8000-000000000005")


def some_settings(**changes: Any) -> Settings:
    values: dict[str, Any] = {
        "environment": "test",
        "public_url": "http://127.0.0.1:8080",
        "amqp_url": "amqp://nobody:nothing@127.0.0.1:1/",
        "s3_url": "http://127.0.0.1:1",
        "s3_access_key": "nobody",
        "s3_secret_key": "nothing",
        "uploads_bucket": "uploads",
    }
    return Settings(**(values | changes))


def an_organisation(**changes: Any) -> Organisation:
    values: dict[str, Any] = {
        "id": ORGANISATION_ID,
        "kind": "customer",
        "customer_number": "10001",
        "name": "Musterfabrik GmbH (Demo)",
        "language": "de",
    }
    return Organisation(**(values | changes))


def a_principal(**changes: Any) -> Principal:
    values: dict[str, Any] = {
        "subject": PERSON_ID,
        "kind": "person",
        "organisation_id": ORGANISATION_ID,
        "organisation_kind": "customer",
        "role": "member",
        "areas": ("post",),
        "document_types": ("*",),
        "session_id": SESSION_ID,
        "expires_at": datetime.now(UTC) + timedelta(seconds=60),
    }
    return Principal(**(values | changes))


def a_publishing_system(**changes: Any) -> Principal:
    values: dict[str, Any] = {
        "subject": SYSTEM_ID,
        "kind": "system",
        "scopes": ("documents.publish",),
        "sources": ("/erp/demo",),
    }
    return a_principal(**(values | changes))


def signed(principal: Principal) -> str:
    """Return the principal in the form identity signs it; the signature itself is nonsense."""
    claims = msgspec.json.encode({"principal": principal})
    return f"e30.{base64.urlsafe_b64encode(claims).decode().rstrip('=')}.c2ln"


def an_authenticated(principal: Principal | None = None, **changes: Any) -> Authenticated:
    principal = principal or a_principal()
    values: dict[str, Any] = {
        "principal": signed(principal),
        "principal_expires_at": principal.expires_at,
        "session_id": principal.session_id,
        "person_name": "Erika Muster",
        "email": "erika@example.com",
        "language": "de",
        "organisation": an_organisation(),
        "session_expires_at": datetime.now(UTC) + timedelta(hours=12),
    }
    return Authenticated(**(values | changes))


def a_session(**changes: Any) -> Session:
    values: dict[str, Any] = {
        "token": TOKEN,
        "session_id": SESSION_ID,
        "person_id": PERSON_ID,
        "person_name": "Erika Muster",
        "organisation": an_organisation(),
        "expires_at": datetime.now(UTC) + timedelta(hours=12),
    }
    return Session(**(values | changes))


def a_document(**changes: Any) -> Document:
    values: dict[str, Any] = {
        "id": DOCUMENT_ID,
        "organisation_id": ORGANISATION_ID,
        "document_type": "invoice",
        "number": "R-2026-0815",
        "title": None,
        "issued_on": date(2026, 11, 2),
        "due_on": date(2026, 11, 16),
        "total": Money(minor_units=119_000, currency="EUR"),
        "seller_name": "Beispiel Software AG (Demo)",
        "buyer_name": "Musterfabrik GmbH (Demo)",
        "folder": "post",
        "format": "hybrid_pdf",
        "file_name": "Rechnung R-2026-0815.pdf",
        "media_type": "application/pdf",
        "size_bytes": 84_211,
        "sha256": "ab" * 32,
        "received_at": datetime(2026, 11, 2, 8, 30, tzinfo=UTC),
        "available_until": date(2027, 11, 2),
        "faults": (),
    }
    return Document(**(values | changes))


def an_archived_file(**changes: Any) -> ArchivedFile:
    values: dict[str, Any] = {
        "document_id": DOCUMENT_ID,
        "bucket": "archive",
        "object_key": "documents/one",
        "version_id": "v1",
        "sha256": "ab" * 32,
        "size_bytes": 84_211,
        "media_type": "application/pdf",
        "file_name": "Rechnung R-2026-0815.pdf",
    }
    return ArchivedFile(**(values | changes))


def an_invitation_preview(**changes: Any) -> InvitationPreview:
    values: dict[str, Any] = {
        "organisation_name": "Musterfabrik GmbH (Demo)",
        "email": "buchhaltung@example.com",
        "role": "admin",
        "language": "de",
        "expires_at": datetime(2026, 12, 2, 11, 0, tzinfo=UTC),
    }
    return InvitationPreview(**(values | changes))
