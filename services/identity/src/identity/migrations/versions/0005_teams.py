"""The teams of a partner's members."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("membership", sa.Column("team", sa.String(length=20), nullable=True))
    op.create_check_constraint(
        op.f("ck_membership_team"),
        "membership",
        "team IN ('verwaltung', 'administration', 'kollaboration')",
    )
