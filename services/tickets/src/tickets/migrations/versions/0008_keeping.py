"""How long requests are kept, what holds them, and what is counted of those that were erased."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import UUID

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    for column in (
        sa.Column("hold_reason", sa.Text, nullable=True),
        sa.Column("held_by", UUID(as_uuid=True), nullable=True),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
    ):
        op.add_column("request", column)
    op.create_check_constraint(
        op.f("ck_request_hold"), "request", "num_nulls(hold_reason, held_by, held_at) IN (0, 3)"
    )
    op.create_index(
        "ix_request_to_erase",
        "request",
        ["closed_at"],
        postgresql_where="state = 'closed' AND hold_reason IS NULL",
    )
    op.create_index(
        "ix_request_merged_into",
        "request",
        ["merged_into"],
        postgresql_where="merged_into IS NOT NULL",
    )
    op.create_table(
        "erased_request",
        sa.Column("number", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("kind", sa.String(50), nullable=False),
        sa.Column("department", sa.String(50), nullable=False),
        sa.Column("priority", sa.String(10), nullable=False),
        sa.Column("channel", sa.String(10), nullable=False),
        sa.Column("opened_on", sa.Date, nullable=False),
        sa.Column("closed_on", sa.Date, nullable=False),
        sa.Column("stars", sa.SmallInteger, nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_erased_request")),
    )
