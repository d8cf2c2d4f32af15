"""Mails that come back: the state `bounced`, and what came back of each message."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, UUID

from chassis.migrations import allow_updates_of, protect_by_organisation

revision = "0004"
down_revision = "0003"

_SETTLED = "state IN ('sent', 'failed', 'bounced')"
_CHECKS = {
    "ck_message_state": ("state IN ('queued', 'sending', 'deferred', 'sent', 'failed', 'bounced')"),
    "ck_message_settled": f"({_SETTLED}) = (settled_at IS NOT NULL)",
    "ck_message_due": f"({_SETTLED}) = (due_at IS NULL)",
    "ck_message_secrets_forgotten": f"NOT ({_SETTLED}) OR secrets = '{{}}'::jsonb",
}


def upgrade() -> None:
    for name, condition in _CHECKS.items():
        op.drop_constraint(op.f(name), "message")
        op.create_check_constraint(op.f(name), "message", condition)
    op.create_table(
        "returned_mail",
        sa.Column("message", UUID(as_uuid=True), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("organisation_id", UUID(as_uuid=True), nullable=True),
        sa.Column("sort", sa.String(10), nullable=False),
        sa.Column("bounce", JSONB, nullable=True),
        sa.Column("words", sa.String(500), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("message", "digest", name="pk_returned_mail"),
        sa.ForeignKeyConstraint(["message"], ["message.id"], name="fk_returned_mail_message"),
        sa.CheckConstraint(
            "sort IN ('failed', 'delayed', 'delivered', 'auto_reply', 'looped', 'unclear')",
            name="ck_returned_mail_sort",
        ),
        sa.CheckConstraint(
            "(sort = 'failed') = (bounce IS NOT NULL)", name="ck_returned_mail_bounce"
        ),
    )
    protect_by_organisation("returned_mail")
    allow_updates_of("returned_mail")
    op.add_column(
        "failing_recipient",
        sa.Column("came_back", sa.Boolean(), nullable=False, server_default=sa.text("false")),
    )
    op.add_column("failing_recipient", sa.Column("taken_at", sa.DateTime(timezone=True)))
    op.create_index(
        "ix_failing_recipient_taken_at",
        "failing_recipient",
        ["taken_at"],
        postgresql_where=sa.text("taken_at IS NOT NULL"),
    )
