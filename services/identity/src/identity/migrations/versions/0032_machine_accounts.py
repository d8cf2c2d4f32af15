"""Accounts of organisations' own systems."""

import sqlalchemy as sa
from alembic import op

from chassis.migrations import protect_by_organisation

revision = "0032"
down_revision = "0031"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "machine_account",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("organisation_id", sa.UUID(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("token_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("areas", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("document_types", sa.ARRAY(sa.Text()), nullable=True),
        sa.Column("created_by", sa.String(255), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("token_made_at", _INSTANT, nullable=False),
        sa.Column("last_used_on", sa.Date(), nullable=True),
        sa.Column("revoked_at", _INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_machine_account")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_machine_account_organisation_id"),
        ),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_machine_account_token_sha256")),
        sa.CheckConstraint(
            "octet_length(token_sha256) = 32", name=op.f("ck_machine_account_token_sha256")
        ),
        sa.CheckConstraint(
            "areas <@ ARRAY['documents', 'requests', 'orders', 'contracts'] AND areas <> '{}'",
            name=op.f("ck_machine_account_areas"),
        ),
        sa.CheckConstraint(
            "document_types IS NULL OR 'documents' = ANY (areas)",
            name=op.f("ck_machine_account_document_types"),
        ),
    )
    op.create_index(
        "uq_machine_account_name",
        "machine_account",
        ["organisation_id", sa.text("lower(name)")],
        unique=True,
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.create_index("ix_machine_account_organisation_id", "machine_account", ["organisation_id"])
    protect_by_organisation("machine_account")
