"""What organisations send in a day, and what becomes of messages that were given up."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import UUID

from chassis.migrations import protect_by_organisation

revision = "0008"
down_revision = "0007"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "quota_use",
        sa.Column("organisation_id", UUID(as_uuid=True), nullable=False),
        sa.Column("lane", sa.String(10), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "lane", name="pk_quota_use"),
        sa.CheckConstraint("lane IN ('platform', 'phone')", name="ck_quota_use_lane"),
        sa.CheckConstraint("count > 0", name="ck_quota_use_count"),
    )
    protect_by_organisation("quota_use")
    # With a default: the old code goes on writing rows without it.
    op.add_column(
        "message",
        sa.Column("had_secrets", sa.Boolean, nullable=False, server_default=sa.text("false")),
    )
    op.add_column("message", sa.Column("waits_since", _INSTANT, nullable=True))
    op.add_column("message", sa.Column("put_away_at", _INSTANT, nullable=True))
    op.create_check_constraint(
        op.f("ck_message_put_away"), "message", "put_away_at IS NULL OR state = 'failed'"
    )
    op.create_index(
        "ix_message_abandoned",
        "message",
        ["settled_at", "id"],
        postgresql_where=sa.text("state = 'failed' AND put_away_at IS NULL"),
    )
