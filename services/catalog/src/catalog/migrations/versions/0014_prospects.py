"""Prospects that partners' people create."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    for column in (
        sa.Column("particulars", JSONB(), nullable=True),
        sa.Column("created_by", sa.UUID(), nullable=True),
        sa.Column("creation_key", sa.String(200), nullable=True),
    ):
        op.add_column("partner_account", column)
    op.create_unique_constraint(
        op.f("uq_partner_account_organisation_id_created_by_creation_key"),
        "partner_account",
        ["organisation_id", "created_by", "creation_key"],
    )
    op.create_check_constraint(
        op.f("ck_partner_account_created"),
        "partner_account",
        "(kind = 'prospect') = (created_by IS NOT NULL)",
    )
