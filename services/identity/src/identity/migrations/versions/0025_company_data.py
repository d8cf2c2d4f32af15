"""What is on file of organisations, and which approved changes of it were taken over."""

import sqlalchemy as sa
from alembic import op

from chassis.migrations import protect_by_organisation

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.create_table(
        "company_data",
        sa.Column("organisation_id", sa.UUID(), nullable=False),
        sa.Column("street", sa.String(length=200), nullable=True),
        sa.Column("postal_code", sa.String(length=20), nullable=True),
        sa.Column("city", sa.String(length=200), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("contact_name", sa.String(length=200), nullable=True),
        sa.Column("contact_email", sa.String(length=254), nullable=True),
        sa.Column("contact_phone", sa.String(length=50), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_company_data_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_company_data")),
    )
    protect_by_organisation("company_data")
    op.create_table(
        "applied_master_data",
        sa.Column("organisation_id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("change_id", sa.UUID(), nullable=False),
        sa.Column("in_force_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_applied_master_data_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "kind", name=op.f("pk_applied_master_data")),
        sa.CheckConstraint(
            "kind IN ('renaming', 'move', 'contact_change')",
            name=op.f("ck_applied_master_data_kind"),
        ),
    )
    protect_by_organisation("applied_master_data")
