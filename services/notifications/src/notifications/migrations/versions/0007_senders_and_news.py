"""Who organisations' mails are from, whether they are kept, and who wants no news."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import UUID

from chassis.migrations import protect_by_organisation

revision = "0007"
down_revision = "0006"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "sender",
        sa.Column("organisation_id", UUID(as_uuid=True), nullable=False),
        sa.Column("sender_name", sa.String(100), nullable=True),
        sa.Column("reply_to", sa.String(254), nullable=True),
        sa.Column("keeps_history", sa.Boolean, nullable=False),
        sa.Column("changed_at", _INSTANT, nullable=False),
        sa.Column("changed_by", sa.String(255), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", name="pk_sender"),
    )
    protect_by_organisation("sender")
    op.create_table(
        "news_choice",
        sa.Column("person_id", UUID(as_uuid=True), nullable=False),
        sa.Column("news", sa.Boolean, nullable=False),
        sa.Column("changed_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_news_choice"),
    )
    op.create_table(
        "unsubscribe_link",
        sa.Column("token_sha256", sa.String(64), nullable=False),
        sa.Column("person_id", UUID(as_uuid=True), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("token_sha256", name="pk_unsubscribe_link"),
    )
    op.create_index("ix_unsubscribe_link_created_at", "unsubscribe_link", ["created_at"])
    # With a default: the old code goes on writing rows without it.
    op.add_column(
        "message",
        sa.Column("keeps_body", sa.Boolean, nullable=False, server_default=sa.text("true")),
    )
    op.create_check_constraint(
        op.f("ck_message_body_forgotten"),
        "message",
        "keeps_body OR state NOT IN ('sent', 'expired')"
        " OR (parameters = '{}'::jsonb AND attachments = '[]'::jsonb)",
    )
    op.create_index(
        "ix_message_body_to_forget",
        "message",
        ["settled_at"],
        postgresql_where=sa.text("NOT keeps_body AND parameters <> '{}'::jsonb"),
    )
