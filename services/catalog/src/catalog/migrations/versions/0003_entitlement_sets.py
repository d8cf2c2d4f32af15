"""What each organisation may use, as it was last announced."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.migrations import protect_by_organisation

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "entitlement_set",
        sa.Column("organisation_id", sa.UUID(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("entitlements", postgresql.ARRAY(sa.String(length=50)), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.organisation_id"],
            name=op.f("fk_entitlement_set_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_entitlement_set")),
    )
    protect_by_organisation("entitlement_set")
