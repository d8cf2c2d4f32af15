"""Who serves a customer is announced, each time with a greater number."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import CreateSequence

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.execute(CreateSequence(sa.Sequence("partner_customer_version")))
    op.add_column(
        "partner_customer", sa.Column("announced_version", sa.BigInteger(), nullable=True)
    )
    op.create_index(
        "ix_partner_customer_not_announced",
        "partner_customer",
        ["customer_id"],
        postgresql_where="announced_version IS NULL",
    )
