"""How much space each organisation's documents use, as billing-docs tells it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import UUID

from chassis.migrations import protect_by_organisation

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "storage_used",
        sa.Column("organisation_id", UUID(as_uuid=True), nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("documents", sa.BigInteger, nullable=False),
        sa.Column("used_bytes", sa.BigInteger, nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", name="pk_storage_used"),
    )
    protect_by_organisation("storage_used")
