"""The table of requests."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, UUID

from tickets.store.columns import identifier, instant, metadata

# What becomes overdue, and nobody has been told yet: in words, so that a question finds its index.
TO_ESCALATE = "escalated_at IS NULL AND state IN ('waiting_for_vendor', 'in_progress')"


def _open(name: str, *columns: str) -> Index:
    """Return an index of the requests that are not closed."""
    return Index(name, *columns, postgresql_where=text("state <> 'closed'"))


REQUEST = Table(
    "request",
    metadata,
    identifier("id", primary_key=True),
    identifier("organisation_id"),
    identifier("requester_id"),
    Column("idempotency_key", String(200), nullable=False),
    # The wish for a package that it is about, as catalog has it; None of all others.
    identifier("package_request_id", nullable=True),
    Column("kind", String(50), nullable=False),
    Column("title", String(200), nullable=False),
    Column("description", Text, nullable=False),
    Column("state", String(30), nullable=False),
    instant("opened_at"),
    # Short enough to be told on the telephone.
    Column("number", BigInteger, Identity(always=True, start=1001), nullable=False),
    Column("type_version", Integer, nullable=False, server_default=text("1")),
    Column("fields", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
    Column("channel", String(10), nullable=False, server_default="portal"),
    Column("department", String(50), nullable=False, server_default="service_desk"),
    Column("priority", String(10), nullable=False, server_default="normal"),
    Column("attached", JSONB, nullable=True),
    Column("content_sha256", String(64), nullable=True),
    identifier("assignee_id", nullable=True),
    # Until when it is to be answered, or how much work is left once the customer has answered.
    instant("due_at", nullable=True),
    Column("work_left_seconds", Integer, nullable=True),
    instant("escalated_at", nullable=True),
    instant("closed_at", nullable=True),
    Column("merged_into", UUID(as_uuid=True), ForeignKey("request.id"), nullable=True),
    Column("stars", SmallInteger, nullable=True),
    Column("opinion", Text, nullable=True),
    # Why it is not erased when its time is over; None where nothing holds it.
    Column("hold_reason", Text, nullable=True),
    identifier("held_by", nullable=True),
    instant("held_at", nullable=True),
    # When something last happened that all may read, the organisation, the vendor, a partner.
    instant("public_active_at", by_default_now=True),
    instant("customer_active_at", by_default_now=True),
    instant("vendor_active_at", by_default_now=True),
    instant("partner_active_at", by_default_now=True),
    # How many entries it has, for everybody; whoever writes one locks the request by counting it.
    Column("entries", Integer, nullable=False, server_default=text("0")),
    UniqueConstraint("number"),
    # A repeated key gives the same request; another person's equal key is another key.
    UniqueConstraint("organisation_id", "requester_id", "idempotency_key"),
    ForeignKeyConstraint(
        ["kind", "type_version"], ["request_type_version.key", "request_type_version.version"]
    ),
    ForeignKeyConstraint(["department"], ["department.key"]),
    CheckConstraint(
        "state IN ('waiting_for_vendor', 'in_progress', 'waiting_for_customer', 'closed')",
        name="state",
    ),
    CheckConstraint("channel IN ('portal', 'phone', 'mail', 'chat')", name="channel"),
    CheckConstraint("priority IN ('low', 'normal', 'high', 'urgent')", name="priority"),
    CheckConstraint("due_at IS NULL OR work_left_seconds IS NULL", name="due"),
    CheckConstraint("stars BETWEEN 1 AND 5", name="stars"),
    CheckConstraint("merged_into <> id", name="merged_into"),
    CheckConstraint("num_nulls(hold_reason, held_by, held_at) IN (0, 3)", name="hold"),
    CheckConstraint("title <> '' AND description <> ''", name="words"),
    # Ids are UUIDv7: their order is the order of opening, and a page is one walk on this index.
    Index("ix_request_organisation_id_requester_id_id", "organisation_id", "requester_id", "id"),
    Index(
        "ix_request_of_requester_by_activity",
        "organisation_id",
        "requester_id",
        "customer_active_at",
        "id",
    ),
    _open("ix_request_own_open", "organisation_id", "requester_id", "id", "state"),
    # What is to be done, for the vendor's people: all of it, a department's, somebody's.
    _open("ix_request_open", "id"),
    _open("ix_request_open_by_activity", "vendor_active_at", "id"),
    _open("ix_request_open_of_department", "department", "id"),
    _open("ix_request_open_of_department_by_activity", "department", "vendor_active_at", "id"),
    _open("ix_request_open_of_assignee", "assignee_id", "id"),
    Index("ix_request_by_activity", "vendor_active_at", "id"),
    Index(
        "ix_request_to_erase_of_kind",
        "kind",
        "closed_at",
        postgresql_where=text("state = 'closed' AND hold_reason IS NULL"),
    ),
    # Erasing a request looks for those that were merged into it.
    Index(
        "ix_request_merged_into", "merged_into", postgresql_where=text("merged_into IS NOT NULL")
    ),
    Index(
        "uq_request_package_request_id",
        "package_request_id",
        unique=True,
        postgresql_where=text("package_request_id IS NOT NULL"),
    ),
    Index("ix_request_to_escalate", "due_at", postgresql_where=text(TO_ESCALATE)),
)
