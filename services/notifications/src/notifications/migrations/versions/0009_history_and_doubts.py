"""The history of messages in the order in which it is read, and decisions about doubts."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_UNREACHED = sa.text("state IN ('failed', 'bounced')")


def upgrade() -> None:
    history = ["created_at", "id"]
    op.create_index("ix_message_history", "message", ["organisation_id", *history])
    op.create_index("ix_message_history_of_kind", "message", ["organisation_id", "kind", *history])
    op.create_index("ix_message_history_of_recipient", "message", ["recipient", *history])
    op.create_index(
        "ix_message_unreached",
        "message",
        ["organisation_id", *history],
        postgresql_where=_UNREACHED,
    )
    op.create_index(
        "ix_message_unreached_of_kind",
        "message",
        ["organisation_id", "kind", *history],
        postgresql_where=_UNREACHED,
    )
    op.add_column("attempt", sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_attempt_undecided",
        "attempt",
        ["started_at", "message"],
        postgresql_where=sa.text("outcome = 'in_doubt' AND decided_at IS NULL"),
    )
