"""What organisations may use, as catalog tells it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.migrations import protect_by_organisation

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "entitlement_set",
        sa.Column("organisation_id", sa.UUID(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("entitlements", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_entitlement_set_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_entitlement_set")),
    )
    protect_by_organisation("entitlement_set")
