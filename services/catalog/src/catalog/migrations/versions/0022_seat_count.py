"""How many people organisations have and have invited."""

import sqlalchemy as sa
from alembic import op

from chassis.migrations import protect_by_organisation

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.create_table(
        "seat_count",
        sa.Column("organisation_id", sa.UUID(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("invitations", sa.Integer(), nullable=False),
        sa.CheckConstraint("members >= 0 AND invitations >= 0", name=op.f("ck_seat_count_counts")),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_seat_count")),
    )
    protect_by_organisation("seat_count")
