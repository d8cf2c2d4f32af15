"""Links that prove an address, counts against floods, and requests for access."""

import sqlalchemy as sa
from alembic import op

from chassis.migrations import protect_by_organisation

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "mailed_link",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_key", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("token_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "purpose IN ('password_reset', 'registration')", name=op.f("ck_mailed_link_purpose")
        ),
        sa.CheckConstraint("language IN ('de', 'en')", name=op.f("ck_mailed_link_language")),
        sa.CheckConstraint(
            "octet_length(token_sha256) = 32", name=op.f("ck_mailed_link_token_sha256")
        ),
        sa.CheckConstraint(
            "used_at IS NULL OR replaced_at IS NULL", name=op.f("ck_mailed_link_one_end")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailed_link")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_mailed_link_token_sha256")),
    )
    op.create_index(
        "uq_mailed_link_open",
        "mailed_link",
        ["purpose", "email_key"],
        unique=True,
        postgresql_where="used_at IS NULL AND replaced_at IS NULL",
    )
    op.create_index("ix_mailed_link_created_at", "mailed_link", ["created_at"])
    op.create_table(
        "flood_count",
        sa.Column("key_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key_sha256", name=op.f("pk_flood_count")),
    )
    op.create_index("ix_flood_count_began_at", "flood_count", ["began_at"])
    op.create_table(
        "access_request",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("organisation_id", sa.UUID(), nullable=False),
        sa.Column("person_id", sa.UUID(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('pending', 'approved', 'declined')", name=op.f("ck_access_request_state")
        ),
        sa.CheckConstraint(
            "(state = 'pending') = (decided_at IS NULL)", name=op.f("ck_access_request_decided_at")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_access_request_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_access_request_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_request")),
    )
    op.create_index(
        "uq_access_request_pending",
        "access_request",
        ["organisation_id", "person_id"],
        unique=True,
        postgresql_where="state = 'pending'",
    )
    op.create_index(
        "ix_access_request_organisation_id_created_at",
        "access_request",
        ["organisation_id", "created_at"],
    )
    protect_by_organisation("access_request")
