"""The tables of identity; what the database can hold true, it holds."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, UUID

from identity.store.columns import identifier, instant, metadata, reference, text_list

# Protected by row-level security as well (docs/adr/0017). Organisation, person, session and the
# sign-in tables are looked up before it is known who asks.
TENANT_TABLES = (
    "membership",
    "invitation",
    "api_key",
    "access_request",
    "support_consent",
    "support_session",
    "contract_coverage",
    "support_access",
    "support_change",
    "entitlement_set",
    "identity_provider",
    "claimed_domain",
    "confirmed_domain",
    "failing_address",
    "partner_customer",
    "risk_reminder",
    "federated_identity",
    "company_data",
    "applied_master_data",
    "machine_account",
)

_TEAMS = "team IN ('verwaltung', 'administration', 'kollaboration')"
_DATA_SCOPES = "data_scope IN ('all', 'own', 'none')"
_ROLES = "role IN ('admin', 'member', 'documents')"
_OPERATOR_NUMBER = "operator_number ~ '^[0-9]{3}$'"
_LANGUAGES = "language IN ('de', 'en')"

ORGANISATION = Table(
    "organisation",
    metadata,
    identifier(primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("customer_number", String(5), nullable=True),
    Column("name", String(200), nullable=False),
    Column("language", String(2), nullable=False),
    # Ours, grows with every change; the ERP's own count stands beside it.
    Column("version", BigInteger, nullable=False),
    Column("source_version", BigInteger, nullable=True),
    # The vendor that runs this installation; there is one.
    Column("is_operator", Boolean, nullable=False, server_default=text("false")),
    # A partner whose chosen members enter the business area (DW-01).
    Column("is_certified", Boolean, nullable=False, server_default=text("false")),
    # Its administrators must have given a second factor, or reach only their own account.
    Column("requires_second_factor", Boolean, nullable=False, server_default=text("false")),
    # The partner that the ERP names for a customer; it may become known later.
    Column("partner_number", String(5), nullable=True),
    # How often its contact data were announced; none before the first time.
    Column("contact_version", BigInteger, nullable=True),
    instant("created_at"),
    UniqueConstraint("customer_number"),
    CheckConstraint("kind IN ('customer', 'partner', 'vendor')", name="kind"),
    CheckConstraint("customer_number ~ '^[0-9]{5}$'", name="customer_number"),
    CheckConstraint("partner_number ~ '^[0-9]{5}$'", name="partner_number"),
    Index(
        "ix_organisation_partner_number",
        "partner_number",
        postgresql_where="partner_number IS NOT NULL",
    ),
    Index(
        "ix_organisation_contact_not_announced",
        "id",
        postgresql_where="contact_version IS NULL",
    ),
    CheckConstraint(_LANGUAGES, name="language"),
    CheckConstraint("NOT is_operator OR kind = 'vendor'", name="operator_is_vendor"),
    CheckConstraint("NOT is_certified OR kind = 'partner'", name="certified_is_partner"),
    Index("uq_organisation_operator", "is_operator", unique=True, postgresql_where="is_operator"),
    # Registering a partner twice, by a second click or a repeated request, makes no second one.
    Index(
        "uq_organisation_kind_name",
        "kind",
        "name",
        unique=True,
        postgresql_where="customer_number IS NULL",
    ),
)

PERSON = Table(
    "person",
    metadata,
    identifier(primary_key=True),
    # What everybody is shown; its parts are known once the person has said which is which.
    Column("name", String(200), nullable=False),
    Column("given_name", String(200), nullable=True),
    Column("family_name", String(200), nullable=True),
    Column("email", String(254), nullable=False),
    Column("email_key", String(254), nullable=False),
    Column("password_hash", String(255), nullable=False),
    Column("language", String(2), nullable=False),
    instant("created_at"),
    UniqueConstraint("email_key"),
    CheckConstraint(_LANGUAGES, name="language"),
    CheckConstraint("family_name IS NULL OR given_name IS NOT NULL", name="given_name"),
)

MEMBERSHIP = Table(
    "membership",
    metadata,
    reference("organisation_id", "organisation.id", primary_key=True),
    reference("person_id", "person.id", primary_key=True),
    Column("role", String(20), nullable=False),
    text_list("areas"),
    text_list("grants"),
    Column("data_scope", String(10), nullable=False, server_default=text("'all'")),
    # Came in by the address the vendor had on file (SE-37 protects it).
    Column("is_initial", Boolean, nullable=False),
    Column("operator_number", String(3), nullable=True),
    Column("team", String(20), nullable=True),
    # Which types of documents Post shows to the person; NULL: every one, those to come too (B3).
    Column("document_types", ARRAY(Text), nullable=True),
    # The last day in Berlin on which the person acted here; sessions are forgotten sooner.
    Column("last_used_on", Date, nullable=True),
    instant("created_at"),
    CheckConstraint(_TEAMS, name="team"),
    CheckConstraint(_ROLES, name="role"),
    CheckConstraint(_OPERATOR_NUMBER, name="operator_number"),
    # Who the ERP's operator 007 is must have one answer (SE-42).
    UniqueConstraint("organisation_id", "operator_number"),
    CheckConstraint(_DATA_SCOPES, name="data_scope"),
    CheckConstraint(
        "role <> 'documents' OR areas <@ ARRAY['post']::text[]", name="documents_sees_post_only"
    ),
    Index("ix_membership_person_id", "person_id"),
)

INVITATION = Table(
    "invitation",
    metadata,
    identifier(primary_key=True),
    reference("organisation_id", "organisation.id"),
    Column("email", String(254), nullable=False),
    Column("email_key", String(254), nullable=False),
    Column("role", String(20), nullable=False),
    text_list("areas"),
    Column("is_initial", Boolean, nullable=False),
    Column("generic_address", Boolean, nullable=False),
    Column("invited_by", String(255), nullable=False),
    Column("reason", Text, nullable=True),
    Column("operator_number", String(3), nullable=True),
    Column("team", String(20), nullable=True),
    Column("data_scope", String(10), nullable=False, server_default=text("'all'")),
    Column("token_sha256", LargeBinary, nullable=False),
    # The short code of the same mail.
    Column("code_sha256", LargeBinary, nullable=True),
    # What was counted before there was `wrong_code_count`, and is by the code of then (ADR 0053).
    Column("wrong_codes", Integer, nullable=False, server_default=text("0")),
    Column("state", String(20), nullable=False),
    instant("created_at"),
    instant("expires_at"),
    instant("closed_at", nullable=True),
    reference("accepted_by", "person.id", nullable=True),
    UniqueConstraint("token_sha256"),
    CheckConstraint(_ROLES, name="role"),
    CheckConstraint("state IN ('pending', 'accepted', 'revoked')", name="state"),
    CheckConstraint("(state = 'pending') = (closed_at IS NULL)", name="closed_at"),
    CheckConstraint("(state = 'accepted') = (accepted_by IS NOT NULL)", name="accepted_by"),
    CheckConstraint("octet_length(token_sha256) = 32", name="token_sha256"),
    CheckConstraint("octet_length(code_sha256) = 32", name="code_sha256"),
    CheckConstraint(_OPERATOR_NUMBER, name="operator_number"),
    CheckConstraint(_TEAMS, name="team"),
    CheckConstraint(_DATA_SCOPES, name="data_scope"),
    # Typing a code asks for the address without the organisation.
    Index("ix_invitation_email_key", "email_key", postgresql_where="state = 'pending'"),
    # One open link per address: a new one replaces the old (SE-27).
    Index(
        "uq_invitation_pending",
        "organisation_id",
        "email_key",
        unique=True,
        postgresql_where="state = 'pending'",
    ),
    # One initial contact and one initial documents account per organisation (SE-22, SE-28).
    Index(
        "uq_invitation_initial",
        "organisation_id",
        "role",
        unique=True,
        postgresql_where="is_initial AND state <> 'revoked'",
    ),
    Index("ix_invitation_organisation_id_created_at", "organisation_id", "created_at"),
)

SESSION = Table(
    "session",
    metadata,
    identifier(primary_key=True),
    reference("person_id", "person.id"),
    Column("organisation_id", UUID(as_uuid=True), nullable=True),
    Column("token_sha256", LargeBinary, nullable=False),
    instant("opened_at"),
    instant("last_used_at"),
    instant("ended_at", nullable=True),
    # When its person gave a second factor; none so far.
    instant("second_factor_at", nullable=True),
    # Whose identity provider opened it, and whether that asked for several factors.
    reference("vouched_by", "organisation.id", nullable=True),
    Column("vouched_factors", Boolean, nullable=False, server_default=text("false")),
    UniqueConstraint("token_sha256"),
    CheckConstraint("octet_length(token_sha256) = 32", name="token_sha256"),
    # Nobody acts for an organisation he is no member of, whatever the code forgets.
    ForeignKeyConstraint(
        ["organisation_id", "person_id"],
        ["membership.organisation_id", "membership.person_id"],
    ),
    Index("ix_session_person_id", "person_id", postgresql_where="ended_at IS NULL"),
    Index("ix_session_last_used_at", "last_used_at"),
    Index("ix_session_person_id_opened_at", "person_id", "opened_at"),
    CheckConstraint("vouched_by IS NOT NULL OR NOT vouched_factors", name="vouched_factors"),
    Index(
        "ix_session_vouched_by",
        "vouched_by",
        postgresql_where="ended_at IS NULL AND vouched_by IS NOT NULL",
    ),
)

API_KEY = Table(
    "api_key",
    metadata,
    identifier(primary_key=True),
    reference("organisation_id", "organisation.id"),
    Column("name", String(200), nullable=False),
    Column("key_sha256", LargeBinary, nullable=False),
    text_list("scopes"),
    text_list("sources"),
    text_list("areas"),
    Column("created_by", String(255), nullable=False),
    instant("created_at"),
    instant("revoked_at", nullable=True),
    UniqueConstraint("key_sha256"),
    CheckConstraint("octet_length(key_sha256) = 32", name="key_sha256"),
    Index("ix_api_key_organisation_id", "organisation_id"),
)

# Somebody without access asks an organisation's administrators for it (SE-32).
ACCESS_REQUEST = Table(
    "access_request",
    metadata,
    identifier(primary_key=True),
    reference("organisation_id", "organisation.id"),
    reference("person_id", "person.id"),
    Column("note", Text, nullable=False),
    Column("areas", ARRAY(Text)),
    Column("state", String(20), nullable=False),
    instant("created_at"),
    instant("decided_at", nullable=True),
    CheckConstraint("state IN ('pending', 'approved', 'declined')", name="state"),
    CheckConstraint("(state = 'pending') = (decided_at IS NULL)", name="decided_at"),
    Index(
        "uq_access_request_pending",
        "organisation_id",
        "person_id",
        unique=True,
        postgresql_where="state = 'pending'",
    ),
    Index("ix_access_request_organisation_id_created_at", "organisation_id", "created_at"),
)
