"""What is said about requests, who sees them besides their requesters, and who has read what."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, UUID

from tickets.store.columns import identifier, instant, metadata


def _request_reference(*, primary_key: bool = False) -> Column[object]:
    return Column(
        "request_id",
        UUID(as_uuid=True),
        ForeignKey("request.id"),
        primary_key=primary_key,
        nullable=False,
    )


ENTRY = Table(
    "entry",
    metadata,
    identifier("id", primary_key=True),
    identifier("organisation_id"),
    _request_reference(),
    # In the order of writing. It counts what some may not read, so nobody is told it.
    Column("number", Integer, nullable=False),
    Column("kind", String(10), nullable=False),
    Column("audience", String(10), nullable=False),
    identifier("author_id", nullable=True),
    Column("side", String(10), nullable=False),
    instant("at"),
    Column("body", Text, nullable=True),
    Column("change", String(30), nullable=True),
    Column("details", JSONB, nullable=False),
    Column("idempotency_key", String(200), nullable=True),
    UniqueConstraint("request_id", "number"),
    CheckConstraint("audience IN ('public', 'vendor', 'customer', 'partner')", name="audience"),
    CheckConstraint("side IN ('customer', 'vendor', 'partner', 'system')", name="side"),
    CheckConstraint(
        "(kind = 'comment' AND body <> '' AND author_id IS NOT NULL)"
        " OR (kind = 'change' AND body IS NULL AND change IS NOT NULL)",
        name="kind",
    ),
    # A comment that is sent twice is said once.
    Index(
        "uq_entry_idempotency_key",
        "request_id",
        "author_id",
        "idempotency_key",
        unique=True,
        postgresql_where=text("idempotency_key IS NOT NULL"),
    ),
    Index("ix_entry_organisation_id_request_id_number", "organisation_id", "request_id", "number"),
    # What somebody said, wherever he said it.
    Index(
        "ix_entry_author_id_id",
        "author_id",
        "id",
        postgresql_where=text("author_id IS NOT NULL"),
    ),
)

REQUEST_SHARE = Table(
    "request_share",
    metadata,
    identifier("organisation_id"),
    _request_reference(primary_key=True),
    # `person:<id>`, `role:<role>`, `organisation` or `partner:<id>`.
    Column("grantee", String(60), primary_key=True),
    # A partner's own people find here, behind a policy of their own, what is shared with them.
    identifier("partner_id", nullable=True),
    Column("may_edit", Boolean, nullable=False),
    instant("ends_at", nullable=True),
    identifier("shared_by"),
    instant("shared_at"),
    CheckConstraint(
        "(partner_id IS NULL) = (grantee NOT LIKE 'partner:%')", name="partner_is_named"
    ),
    Index(
        "ix_request_share_organisation_id_grantee_request_id",
        "organisation_id",
        "grantee",
        "request_id",
    ),
    Index(
        "ix_request_share_partner_id_request_id",
        "partner_id",
        "request_id",
        postgresql_where=text("partner_id IS NOT NULL"),
    ),
)

REQUEST_READING = Table(
    "request_reading",
    metadata,
    identifier("organisation_id"),
    _request_reference(primary_key=True),
    identifier("person_id", primary_key=True),
    Column("read_through", Integer, nullable=False),
)
