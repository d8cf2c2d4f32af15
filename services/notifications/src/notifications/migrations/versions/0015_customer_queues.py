"""Queues of customers' machine accounts at the broker."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import UUID

from chassis.migrations import protect_by_organisation

revision = "0015"
down_revision = "0014"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "customer_queue",
        sa.Column("organisation_id", UUID(as_uuid=True), nullable=False),
        sa.Column("account_id", UUID(as_uuid=True), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("closed_because", sa.String(10), nullable=True),
        sa.Column("is_declared", sa.Boolean, nullable=False),
        sa.Column("most_events", sa.Integer, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("trouble", sa.String(20), nullable=True),
        sa.Column("failing_since", _INSTANT, nullable=True),
        sa.Column("rests_until", _INSTANT, nullable=True),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.Column("last_put_at", _INSTANT, nullable=True),
        sa.Column("waiting", sa.Integer, nullable=True),
        sa.Column("counted_at", _INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "account_id", name="pk_customer_queue"),
        sa.ForeignKeyConstraint(
            ["organisation_id", "account_id"],
            ["machine_account.organisation_id", "machine_account.id"],
            name="fk_customer_queue_organisation_id_account_id",
        ),
        sa.CheckConstraint(
            "state IN ('active', 'closing', 'closed')", name="ck_customer_queue_state"
        ),
        sa.CheckConstraint(
            "(state = 'active') = (closed_because IS NULL)", name="ck_customer_queue_because"
        ),
        sa.CheckConstraint(
            "(trouble IS NULL) = (failing_since IS NULL)", name="ck_customer_queue_trouble"
        ),
    )
    protect_by_organisation("customer_queue")
