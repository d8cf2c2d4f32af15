"""Recipients whom nothing could be handed over for."""

import sqlalchemy as sa
from alembic import op

from chassis.migrations import protect_by_organisation

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "failing_recipient",
        sa.Column("organisation_id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.String(50), nullable=False),
        sa.Column("recipient_sha256", sa.String(64), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(
            "organisation_id", "kind", "recipient_sha256", name="pk_failing_recipient"
        ),
    )
    protect_by_organisation("failing_recipient")
