"""Mails whose files are made after the document was taken in, not while."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.migrations import protect_by_organisation

revision = "0019"
down_revision = "0018"

_UUID = postgresql.UUID(as_uuid=True)


def upgrade() -> None:
    op.create_table(
        "mail_preparation",
        sa.Column("delivery_id", _UUID, sa.ForeignKey("delivery.id"), nullable=False),
        sa.Column("organisation_id", _UUID, nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("delivery_id", name="pk_mail_preparation"),
    )
    op.create_index("ix_mail_preparation_due_at", "mail_preparation", ["due_at"])
    protect_by_organisation("mail_preparation")
