"""Organisations, their contracts, and how long those open the portal."""

import sqlalchemy as sa
from alembic import op

from chassis.migrations import protect_by_organisation

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "organisation",
        sa.Column("organisation_id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("customer_number", sa.String(length=5), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("customer_number", name=op.f("uq_organisation_customer_number")),
    )
    op.create_table(
        "contract",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("organisation_id", sa.UUID(), nullable=False),
        sa.Column("source", sa.String(length=250), nullable=False),
        sa.Column("number", sa.String(length=200), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("grace_days", sa.Integer(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_contract_ends_after_start")),
        sa.CheckConstraint("grace_days >= 0", name=op.f("ck_contract_grace_days")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.organisation_id"],
            name=op.f("fk_contract_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract")),
        sa.UniqueConstraint("source", "number", name=op.f("uq_contract_source_number")),
    )
    op.create_index("ix_contract_organisation_id", "contract", ["organisation_id"])
    op.create_table(
        "contract_coverage",
        sa.Column("organisation_id", sa.UUID(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("access_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("grace_days", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(ends_on IS NULL) = (access_until IS NULL)", name=op.f("ck_contract_coverage_whole")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.organisation_id"],
            name=op.f("fk_contract_coverage_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_contract_coverage")),
    )
    for table in ("organisation", "contract", "contract_coverage"):
        protect_by_organisation(table)
