"""Signing in by an organisation's identity provider."""

import sqlalchemy as sa
from alembic import op

from chassis.migrations import protect_by_organisation

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "federated_identity",
        sa.Column("organisation_id", sa.UUID(), nullable=False),
        sa.Column("issuer", sa.String(length=500), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("person_id", sa.UUID(), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["identity_provider.organisation_id"],
            name=op.f("fk_federated_identity_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_federated_identity_person_id")
        ),
        sa.PrimaryKeyConstraint(
            "organisation_id", "issuer", "subject", name=op.f("pk_federated_identity")
        ),
        sa.UniqueConstraint(
            "organisation_id",
            "person_id",
            name=op.f("uq_federated_identity_organisation_id_person_id"),
        ),
    )
    op.create_index("ix_federated_identity_person_id", "federated_identity", ["person_id"])
    op.create_table(
        "provider_sign_in",
        sa.Column("state_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("browser_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("organisation_id", sa.UUID(), nullable=False),
        sa.Column("issuer", sa.String(length=500), nullable=False),
        sa.Column("client_id", sa.String(length=255), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "octet_length(state_sha256) = 32", name=op.f("ck_provider_sign_in_state_sha256")
        ),
        sa.CheckConstraint(
            "octet_length(browser_sha256) = 32", name=op.f("ck_provider_sign_in_browser_sha256")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_provider_sign_in_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("state_sha256", name=op.f("pk_provider_sign_in")),
    )
    op.create_index("ix_provider_sign_in_begun_at", "provider_sign_in", ["begun_at"])
    protect_by_organisation("federated_identity")
    op.add_column("session", sa.Column("vouched_by", sa.UUID(), nullable=True))
    op.add_column(
        "session",
        sa.Column("vouched_factors", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.create_check_constraint(
        op.f("ck_session_vouched_factors"),
        "session",
        "vouched_by IS NOT NULL OR NOT vouched_factors",
    )
    op.create_index(
        "ix_session_vouched_by",
        "session",
        ["vouched_by"],
        postgresql_where="ended_at IS NULL AND vouched_by IS NOT NULL",
    )
    op.add_column("pending_sign_in", sa.Column("vouched_by", sa.UUID(), nullable=True))
    for table in ("session", "pending_sign_in"):
        op.create_foreign_key(
            op.f(f"fk_{table}_vouched_by"), table, "organisation", ["vouched_by"], ["id"]
        )
