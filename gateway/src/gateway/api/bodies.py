"""What clients send where it is less than what a service is called with, and what we add to it."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec

from contracts.billing_docs import Limit
from contracts.events import Language
from contracts.identity import Code, Email, Name, Organisation, Password
from contracts.principal import Bar, DataScope, Role, SubjectKind

Cursor = Annotated[str, msgspec.Meta(max_length=200)]


class Credentials(msgspec.Struct, frozen=True, kw_only=True):
    """An address and its password; who belongs to several organisations may name one."""

    email: Email
    password: Password
    organisation_id: UUID | None = None


class Acceptance(msgspec.Struct, frozen=True, kw_only=True):
    """Who accepts the invitation, and the password of his choice."""

    person_name: Name
    password: Password


class TypedAcceptance(msgspec.Struct, frozen=True, kw_only=True):
    """The same for whoever may not follow links: the mail's address and its code (SE-38)."""

    email: Email
    code: Code
    person_name: Name
    password: Password


class Areas(msgspec.Struct, frozen=True, kw_only=True):
    """Every area that the member is to see from now on."""

    areas: tuple[str, ...]


class NewEBillingAddress(msgspec.Struct, frozen=True, kw_only=True):
    """The one address that is told about new documents."""

    email: Email


class OrganisationChoice(msgspec.Struct, frozen=True, kw_only=True):
    """Whose; only the vendor's people may name another organisation than their own."""

    organisation_id: UUID | None = None


class AuditQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which part of the audit trail: newest first, `cursor` as given by the page before."""

    cursor: Cursor | None = None
    limit: Limit = 50


class SupportAccessQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which part of what was looked at: the latest first, `cursor` as given by the page before."""

    organisation_id: UUID | None = None
    cursor: Cursor | None = None
    limit: Limit = 50


class SupportChangeQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which proposed changes: all of an organisation, or those of one support session."""

    organisation_id: UUID | None = None
    support_session_id: UUID | None = None


class CurrentSession(msgspec.Struct, frozen=True, kw_only=True):
    """The session that the request came with."""

    session_id: UUID
    expires_at: datetime


class Me(msgspec.Struct, frozen=True, kw_only=True):
    """Who is asking, and what he is shown."""

    subject: UUID
    kind: SubjectKind
    name: str
    email: str
    language: Language
    organisation: Organisation | None
    role: Role | None
    areas: tuple[str, ...]
    grants: tuple[str, ...]
    scopes: tuple[str, ...]
    data_scope: DataScope
    document_types: tuple[str, ...] | None
    """Which types of documents Post shows to him; null: every one."""
    entitlements: tuple[str, ...]
    """What his organisation may use; some areas are shown only with it."""
    session: CurrentSession
    barred_by: Bar | None = None
    """Why he may only look after his own account just now."""
    support_session_id: UUID | None = None
    """Set while one of the vendor's people looks into this organisation."""
