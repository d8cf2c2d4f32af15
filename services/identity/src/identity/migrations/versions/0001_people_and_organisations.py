"""People, organisations, invitations, sessions, keys."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.migrations import create_infrastructure_v1, protect_by_organisation

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_infrastructure_v1()
    op.create_table(
        "known_client",
        sa.Column("address_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("client_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("address_sha256", "client_sha256", name=op.f("pk_known_client")),
    )
    op.create_index("ix_known_client_last_at", "known_client", ["last_at"], unique=False)
    op.create_table(
        "organisation",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("customer_number", sa.String(length=5), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("source_version", sa.BigInteger(), nullable=True),
        sa.Column("is_operator", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "NOT is_operator OR kind = 'vendor'", name=op.f("ck_organisation_operator_is_vendor")
        ),
        sa.CheckConstraint(
            "customer_number ~ '^[0-9]{5}$'", name=op.f("ck_organisation_customer_number")
        ),
        sa.CheckConstraint(
            "kind IN ('customer', 'partner', 'vendor')", name=op.f("ck_organisation_kind")
        ),
        sa.CheckConstraint("language IN ('de', 'en')", name=op.f("ck_organisation_language")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("customer_number", name=op.f("uq_organisation_customer_number")),
    )
    op.create_index(
        "uq_organisation_operator",
        "organisation",
        ["is_operator"],
        unique=True,
        postgresql_where="is_operator",
    )
    op.create_table(
        "person",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_key", sa.String(length=254), nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("language IN ('de', 'en')", name=op.f("ck_person_language")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email_key", name=op.f("uq_person_email_key")),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("address_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("client_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("address_sha256", "client_sha256", name=op.f("pk_sign_in_attempt")),
    )
    op.create_index("ix_sign_in_attempt_last_at", "sign_in_attempt", ["last_at"], unique=False)
    op.create_table(
        "api_key",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("organisation_id", sa.UUID(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("key_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("sources", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("areas", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("created_by", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("octet_length(key_sha256) = 32", name=op.f("ck_api_key_key_sha256")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_api_key_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("key_sha256", name=op.f("uq_api_key_key_sha256")),
    )
    op.create_index("ix_api_key_organisation_id", "api_key", ["organisation_id"], unique=False)
    op.create_table(
        "invitation",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("organisation_id", sa.UUID(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_key", sa.String(length=254), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("areas", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("is_initial", sa.Boolean(), nullable=False),
        sa.Column("generic_address", sa.Boolean(), nullable=False),
        sa.Column("invited_by", sa.String(length=255), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("token_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by", sa.UUID(), nullable=True),
        sa.CheckConstraint(
            "(state = 'accepted') = (accepted_by IS NOT NULL)",
            name=op.f("ck_invitation_accepted_by"),
        ),
        sa.CheckConstraint(
            "(state = 'pending') = (closed_at IS NULL)", name=op.f("ck_invitation_closed_at")
        ),
        sa.CheckConstraint(
            "role IN ('admin', 'member', 'documents')", name=op.f("ck_invitation_role")
        ),
        sa.CheckConstraint(
            "state IN ('pending', 'accepted', 'revoked')", name=op.f("ck_invitation_state")
        ),
        sa.CheckConstraint(
            "octet_length(token_sha256) = 32", name=op.f("ck_invitation_token_sha256")
        ),
        sa.ForeignKeyConstraint(
            ["accepted_by"], ["person.id"], name=op.f("fk_invitation_accepted_by")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_invitation_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_invitation_token_sha256")),
    )
    op.create_index(
        "ix_invitation_organisation_id_created_at",
        "invitation",
        ["organisation_id", "created_at"],
        unique=False,
    )
    op.create_index(
        "uq_invitation_initial",
        "invitation",
        ["organisation_id", "role"],
        unique=True,
        postgresql_where="is_initial AND state <> 'revoked'",
    )
    op.create_index(
        "uq_invitation_pending",
        "invitation",
        ["organisation_id", "email_key"],
        unique=True,
        postgresql_where="state = 'pending'",
    )
    op.create_table(
        "membership",
        sa.Column("organisation_id", sa.UUID(), nullable=False),
        sa.Column("person_id", sa.UUID(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("areas", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("grants", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column(
            "data_scope", sa.String(length=10), server_default=sa.text("'all'"), nullable=False
        ),
        sa.Column("is_initial", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "data_scope IN ('all', 'own', 'none')", name=op.f("ck_membership_data_scope")
        ),
        sa.CheckConstraint(
            "role <> 'documents' OR areas <@ ARRAY['post']::text[]",
            name=op.f("ck_membership_documents_sees_post_only"),
        ),
        sa.CheckConstraint(
            "role IN ('admin', 'member', 'documents')", name=op.f("ck_membership_role")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_membership_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id")),
        sa.PrimaryKeyConstraint("organisation_id", "person_id", name=op.f("pk_membership")),
    )
    op.create_index("ix_membership_person_id", "membership", ["person_id"], unique=False)
    op.create_table(
        "session",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("person_id", sa.UUID(), nullable=False),
        sa.Column("organisation_id", sa.UUID(), nullable=True),
        sa.Column("token_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("octet_length(token_sha256) = 32", name=op.f("ck_session_token_sha256")),
        sa.ForeignKeyConstraint(
            ["organisation_id", "person_id"],
            ["membership.organisation_id", "membership.person_id"],
            name=op.f("fk_session_organisation_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_session_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_session_token_sha256")),
    )
    op.create_index("ix_session_last_used_at", "session", ["last_used_at"], unique=False)
    op.create_index(
        "ix_session_person_id",
        "session",
        ["person_id"],
        unique=False,
        postgresql_where="ended_at IS NULL",
    )

    for table in ("membership", "invitation", "api_key"):
        protect_by_organisation(table)
