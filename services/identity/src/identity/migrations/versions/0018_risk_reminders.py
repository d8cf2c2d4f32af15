"""Whom we have reminded of risks."""

import sqlalchemy as sa
from alembic import op

from chassis.migrations import protect_by_organisation

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "risk_reminder",
        sa.Column("organisation_id", sa.UUID(), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_risk_reminder_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "week", name=op.f("pk_risk_reminder")),
    )
    protect_by_organisation("risk_reminder")
