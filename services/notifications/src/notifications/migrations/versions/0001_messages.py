"""The message queue and its attempts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, UUID

from chassis.migrations import create_infrastructure_v1, protect_by_organisation

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_infrastructure_v1()
    op.create_table(
        "message",
        sa.Column("id", UUID(as_uuid=True), nullable=False),
        sa.Column("idempotency_key", sa.String(300), nullable=False),
        sa.Column("request_sha256", sa.String(64), nullable=False),
        sa.Column("requested_by", sa.String(50), nullable=False),
        sa.Column("organisation_id", UUID(as_uuid=True), nullable=True),
        sa.Column("kind", sa.String(50), nullable=False),
        sa.Column("recipient", sa.String(254), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("parameters", JSONB, nullable=False),
        sa.Column("secrets", JSONB, nullable=False),
        sa.Column("message_id", sa.String(320), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
        sa.UniqueConstraint("idempotency_key", name="uq_message_idempotency_key"),
        sa.UniqueConstraint("message_id", name="uq_message_message_id"),
        sa.CheckConstraint(
            "state IN ('queued', 'sending', 'deferred', 'sent', 'failed')", name="ck_message_state"
        ),
        sa.CheckConstraint("language IN ('de', 'en')", name="ck_message_language"),
        sa.CheckConstraint(
            "(state IN ('sent', 'failed')) = (settled_at IS NOT NULL)", name="ck_message_settled"
        ),
        sa.CheckConstraint(
            "(state IN ('sent', 'failed')) = (due_at IS NULL)", name="ck_message_due"
        ),
        sa.CheckConstraint(
            "state NOT IN ('sent', 'failed') OR secrets = '{}'::jsonb",
            name="ck_message_secrets_forgotten",
        ),
    )
    op.create_index(
        "ix_message_due_at",
        "message",
        ["due_at", "id"],
        postgresql_where=sa.text("state IN ('queued', 'deferred')"),
    )
    op.create_index(
        "ix_message_in_hand",
        "message",
        ["due_at"],
        postgresql_where=sa.text("state = 'sending'"),
    )
    op.create_table(
        "attempt",
        sa.Column("message", UUID(as_uuid=True), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("organisation_id", UUID(as_uuid=True), nullable=True),
        sa.Column("recipient", sa.String(254), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handing_over_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("content_sha256", sa.String(64), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.Column("reply", sa.Text, nullable=False, server_default=sa.text("''")),
        sa.PrimaryKeyConstraint("message", "number", name="pk_attempt"),
        sa.ForeignKeyConstraint(["message"], ["message.id"], name="fk_attempt_message"),
        sa.CheckConstraint("number > 0", name="ck_attempt_number"),
        sa.CheckConstraint(
            "outcome IN ('sending', 'sent', 'deferred', 'failed', 'in_doubt')",
            name="ck_attempt_outcome",
        ),
        sa.CheckConstraint("(outcome = 'sending') = (ended_at IS NULL)", name="ck_attempt_ended"),
        sa.CheckConstraint(
            "outcome NOT IN ('sent', 'in_doubt') OR handing_over_at IS NOT NULL",
            name="ck_attempt_announced",
        ),
    )
    op.create_index(
        "ix_attempt_in_doubt",
        "attempt",
        ["started_at"],
        postgresql_where=sa.text("outcome = 'in_doubt'"),
    )
    protect_by_organisation("message")
    protect_by_organisation("attempt")
