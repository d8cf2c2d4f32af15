"""Certified partners, and what an invitation says about a partner's member."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column(
        "organisation",
        sa.Column("is_certified", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.create_check_constraint(
        op.f("ck_organisation_certified_is_partner"),
        "organisation",
        "NOT is_certified OR kind = 'partner'",
    )
    op.add_column("invitation", sa.Column("team", sa.String(length=20), nullable=True))
    op.add_column(
        "invitation",
        sa.Column(
            "data_scope", sa.String(length=10), server_default=sa.text("'all'"), nullable=False
        ),
    )
    op.create_check_constraint(
        op.f("ck_invitation_team"),
        "invitation",
        "team IN ('verwaltung', 'administration', 'kollaboration')",
    )
    op.create_check_constraint(
        op.f("ck_invitation_data_scope"), "invitation", "data_scope IN ('all', 'own', 'none')"
    )
