"""The history of messages in the order in which it is read, and decisions about doubts."""

import sqlalchemy as sa
from alembic import op

from chassis.migrations import create_index_while_in_use

revision = "0009"
down_revision = "0008"

_UNREACHED = sa.text("state IN ('failed', 'bounced')")


def upgrade() -> None:
    history = ["created_at", "id"]
    create_index_while_in_use("ix_message_history", "message", ["organisation_id", *history])
    create_index_while_in_use(
        "ix_message_history_of_kind", "message", ["organisation_id", "kind", *history]
    )
    create_index_while_in_use("ix_message_history_of_recipient", "message", ["recipient", *history])
    create_index_while_in_use(
        "ix_message_unreached",
        "message",
        ["organisation_id", *history],
        postgresql_where=_UNREACHED,
    )
    create_index_while_in_use(
        "ix_message_unreached_of_kind",
        "message",
        ["organisation_id", "kind", *history],
        postgresql_where=_UNREACHED,
    )
    op.add_column("attempt", sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True))
    create_index_while_in_use(
        "ix_attempt_undecided",
        "attempt",
        ["started_at", "message"],
        postgresql_where=sa.text("outcome = 'in_doubt' AND decided_at IS NULL"),
    )
