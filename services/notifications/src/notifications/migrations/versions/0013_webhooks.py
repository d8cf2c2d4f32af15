"""Where organisations' systems are told of events, and what is on its way."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import UUID

from chassis.migrations import protect_by_organisation

revision = "0013"
down_revision = "0012"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "webhook",
        sa.Column("organisation_id", UUID(as_uuid=True), nullable=False),
        sa.Column("account_id", UUID(as_uuid=True), nullable=False),
        sa.Column("url", sa.String(500), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("disabled_because", sa.String(20), nullable=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("failing_since", _INSTANT, nullable=True),
        sa.Column("rests_until", _INSTANT, nullable=True),
        sa.Column("last_delivered_at", _INSTANT, nullable=True),
        sa.Column("sealed_secret", sa.LargeBinary, nullable=False),
        sa.Column("secret_made_at", _INSTANT, nullable=False),
        sa.Column("older_sealed_secret", sa.LargeBinary, nullable=True),
        sa.Column("older_secret_until", _INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "account_id", name="pk_webhook"),
        sa.ForeignKeyConstraint(
            ["organisation_id", "account_id"],
            ["machine_account.organisation_id", "machine_account.id"],
            name="fk_webhook_organisation_id_account_id",
        ),
        sa.CheckConstraint("state IN ('active', 'disabled')", name="ck_webhook_state"),
        sa.CheckConstraint(
            "(state = 'disabled') = (disabled_because IS NOT NULL)", name="ck_webhook_because"
        ),
        sa.CheckConstraint(
            "(older_sealed_secret IS NULL) = (older_secret_until IS NULL)",
            name="ck_webhook_older_secret",
        ),
    )
    op.create_table(
        "webhook_delivery",
        sa.Column("organisation_id", UUID(as_uuid=True), nullable=False),
        sa.Column("id", UUID(as_uuid=True), nullable=False),
        sa.Column("account_id", UUID(as_uuid=True), nullable=False),
        sa.Column("event_id", UUID(as_uuid=True), nullable=False),
        sa.Column("is_test", sa.Boolean, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("due_at", _INSTANT, nullable=True),
        sa.Column("tried_at", _INSTANT, nullable=True),
        sa.Column("status", sa.Integer, nullable=True),
        sa.Column("fault", sa.String(20), nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "id", name="pk_webhook_delivery"),
        sa.UniqueConstraint(
            "organisation_id",
            "account_id",
            "event_id",
            name="uq_webhook_delivery_organisation_id_account_id_event_id",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "account_id"],
            ["webhook.organisation_id", "webhook.account_id"],
            name="fk_webhook_delivery_organisation_id_account_id",
            ondelete="CASCADE",
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'delivered', 'failed')", name="ck_webhook_delivery_state"
        ),
        sa.CheckConstraint(
            "(state = 'waiting') = (due_at IS NOT NULL)", name="ck_webhook_delivery_due_at"
        ),
    )
    op.create_index(
        "ix_webhook_delivery_account", "webhook_delivery", ["organisation_id", "account_id", "id"]
    )
    op.create_index(
        "ix_webhook_delivery_due",
        "webhook_delivery",
        ["organisation_id", "due_at"],
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index("ix_webhook_delivery_created_at", "webhook_delivery", ["created_at"])
    op.create_table(
        "webhook_turn",
        sa.Column("organisation_id", UUID(as_uuid=True), nullable=False),
        sa.Column("due_at", _INSTANT, nullable=True),
        sa.Column("is_failing", sa.Boolean, nullable=False),
        sa.Column("taken_by", UUID(as_uuid=True), nullable=True),
        sa.Column("taken_until", _INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", name="pk_webhook_turn"),
        sa.CheckConstraint(
            "(taken_by IS NULL) = (taken_until IS NULL)", name="ck_webhook_turn_taken"
        ),
    )
    op.create_index(
        "ix_webhook_turn_due_at",
        "webhook_turn",
        ["due_at"],
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    for table in ("webhook", "webhook_delivery", "webhook_turn"):
        protect_by_organisation(table)
