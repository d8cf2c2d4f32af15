"""How people look at lists."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.migrations import protect_by_organisation

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "list_view",
        sa.Column("organisation_id", sa.UUID(), nullable=False),
        sa.Column("person_id", sa.UUID(), nullable=False),
        sa.Column("list_name", sa.String(20), nullable=False),
        sa.Column("columns", postgresql.ARRAY(sa.String(40)), nullable=False),
        sa.Column("sort", sa.String(41), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(
            "organisation_id", "person_id", "list_name", name=op.f("pk_list_view")
        ),
    )
    protect_by_organisation("list_view")
