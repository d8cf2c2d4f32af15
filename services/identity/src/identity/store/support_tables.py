"""What lets the vendor's people look in: an organisation's consent, and their sessions."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from identity.store.columns import identifier, instant, metadata, reference, text_list

# No row means no consent (MB-12).
SUPPORT_CONSENT = Table(
    "support_consent",
    metadata,
    reference("organisation_id", "organisation.id", primary_key=True),
    Column("is_given", Boolean, nullable=False),
    instant("until", nullable=True),
    instant("changed_at"),
    reference("changed_by", "person.id"),
    CheckConstraint("is_given OR until IS NULL", name="until"),
)

SUPPORT_SESSION = Table(
    "support_session",
    metadata,
    identifier(primary_key=True),
    reference("organisation_id", "organisation.id"),
    Column("token_sha256", LargeBinary, nullable=False),
    reference("opened_by", "person.id"),
    # As the customer was told it; renaming a person does not change what happened.
    Column("opened_by_name", String(200), nullable=False),
    # Whose member he must stay, and which sign-in must stay open; that row is deleted in time.
    reference("vendor_id", "organisation.id"),
    identifier("opened_in"),
    # In the tickets service.
    identifier("request_id"),
    Column("reason", Text, nullable=False),
    text_list("areas"),
    instant("opened_at"),
    instant("expires_at"),
    instant("ended_at", nullable=True),
    Column("end_reason", String(20), nullable=True),
    # Of the newest protocol that was given away; the audit trail has all of them.
    Column("protocol_sha256", String(64), nullable=True),
    UniqueConstraint("token_sha256"),
    CheckConstraint("octet_length(token_sha256) = 32", name="token_sha256"),
    CheckConstraint(
        "expires_at > opened_at AND expires_at <= opened_at + interval '60 minutes'",
        name="time_box",
    ),
    CheckConstraint("(ended_at IS NULL) = (end_reason IS NULL)", name="end_reason"),
    CheckConstraint(
        "end_reason IN ('closed_by_support', 'ended_by_customer', 'consent_withdrawn', 'expired',"
        " 'support_signed_out')",
        name="end_reasons",
    ),
    Index("ix_support_session_organisation_id_opened_at", "organisation_id", "opened_at"),
    Index("ix_support_session_open", "expires_at", postgresql_where="ended_at IS NULL"),
)

# Every call in a support session, as its service told it: once per event, whatever is repeated.
SUPPORT_ACCESS = Table(
    "support_access",
    metadata,
    identifier(primary_key=True),
    reference("organisation_id", "organisation.id"),
    reference("support_session_id", "support_session.id"),
    Column("service", String(50), nullable=False),
    Column("event_id", String(500), nullable=False),
    Column("method", String(200), nullable=False),
    Column("arguments", JSONB, nullable=False),
    Column("outcome", String(100), nullable=False),
    Column("shown", ARRAY(UUID(as_uuid=True)), nullable=False),
    Column("is_cut", Boolean, nullable=False),
    instant("at"),
    UniqueConstraint("service", "event_id"),
    Index("ix_support_access_support_session_id_id", "support_session_id", "id"),
)

# A request that was asked for in a support session, as it is performed if the customer agrees.
SUPPORT_CHANGE = Table(
    "support_change",
    metadata,
    identifier(primary_key=True),
    reference("organisation_id", "organisation.id"),
    reference("support_session_id", "support_session.id"),
    Column("request", JSONB, nullable=False),
    Column("summary", JSONB, nullable=False),
    Column("state", String(20), nullable=False),
    reference("proposed_by", "person.id"),
    instant("proposed_at"),
    instant("expires_at"),
    reference("decided_by", "person.id", nullable=True),
    instant("decided_at", nullable=True),
    Column("outcome_status", Integer, nullable=True),
    Column("outcome_code", String(100), nullable=True),
    CheckConstraint(
        "state IN ('pending_customer_ok', 'declined', 'lapsed', 'outcome_unknown', 'performed',"
        " 'failed')",
        name="state",
    ),
    # Nobody has decided while it waits, or once it lapsed; everything else somebody decided.
    CheckConstraint(
        "(state IN ('pending_customer_ok', 'lapsed')) = (decided_by IS NULL)", name="decided_by"
    ),
    CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name="decided_at"),
    CheckConstraint(
        "(state IN ('performed', 'failed')) = (outcome_status IS NOT NULL)", name="outcome"
    ),
    # Whoever proposes does not agree in the customer's name.
    CheckConstraint("decided_by <> proposed_by", name="two_people"),
    Index("ix_support_change_organisation_id_proposed_at", "organisation_id", "proposed_at"),
    Index("ix_support_change_support_session_id", "support_session_id"),
    Index(
        "ix_support_change_pending",
        "expires_at",
        postgresql_where="state = 'pending_customer_ok'",
    ),
)
