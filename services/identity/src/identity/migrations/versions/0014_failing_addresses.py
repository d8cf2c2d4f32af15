"""What billing-docs and notifications have told about e-billing addresses."""

import sqlalchemy as sa
from alembic import op

from chassis.migrations import protect_by_organisation

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "failing_address",
        sa.Column("organisation_id", sa.UUID(), nullable=False),
        sa.Column("address_sha256", sa.String(length=64), nullable=True),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_failing_address_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_failing_address")),
    )
    op.create_index(
        "ix_failing_address_failing",
        "failing_address",
        ["organisation_id"],
        postgresql_where="failing_since IS NOT NULL",
    )
    protect_by_organisation("failing_address")
