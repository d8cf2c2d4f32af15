"""What was looked at in support sessions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from chassis.migrations import protect_by_organisation

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "support_access",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("organisation_id", sa.UUID(), nullable=False),
        sa.Column("support_session_id", sa.UUID(), nullable=False),
        sa.Column("service", sa.String(length=50), nullable=False),
        sa.Column("event_id", sa.String(length=500), nullable=False),
        sa.Column("method", sa.String(length=200), nullable=False),
        sa.Column("arguments", JSONB(), nullable=False),
        sa.Column("outcome", sa.String(length=100), nullable=False),
        sa.Column("shown", sa.ARRAY(sa.UUID()), nullable=False),
        sa.Column("is_cut", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_support_access_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["support_session_id"],
            ["support_session.id"],
            name=op.f("fk_support_access_support_session_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_access")),
        sa.UniqueConstraint("service", "event_id", name=op.f("uq_support_access_service_event_id")),
    )
    op.create_index(
        "ix_support_access_support_session_id_id", "support_access", ["support_session_id", "id"]
    )
    protect_by_organisation("support_access")
