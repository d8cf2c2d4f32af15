"""How long contracts run, as catalog tells it."""

import sqlalchemy as sa
from alembic import op

from chassis.migrations import protect_by_organisation

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "contract_coverage",
        sa.Column("organisation_id", sa.UUID(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("access_until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(ends_on IS NULL) = (access_until IS NULL)", name=op.f("ck_contract_coverage_whole")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_contract_coverage_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_contract_coverage")),
    )
    protect_by_organisation("contract_coverage")
