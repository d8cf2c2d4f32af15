"""Past messages in the order in which they are read, and attempts nobody has decided about."""

import sqlalchemy as sa

from chassis.migrations import create_index_while_in_use

revision = "0010"
down_revision = "0009"

_NEWEST = ("created_at", "id")
_UNREACHED = sa.text("state IN ('failed', 'bounced')")
_UNDECIDED = sa.text("outcome = 'in_doubt' AND decided_at IS NULL")


def upgrade() -> None:
    whose, kind = ("organisation_id",), ("organisation_id", "kind")
    create_index_while_in_use("ix_message_history", "message", *whose, *_NEWEST)
    create_index_while_in_use("ix_message_history_of_kind", "message", *kind, *_NEWEST)
    create_index_while_in_use("ix_message_history_of_recipient", "message", "recipient", *_NEWEST)
    create_index_while_in_use(
        "ix_message_unreached", "message", *whose, *_NEWEST, postgresql_where=_UNREACHED
    )
    create_index_while_in_use(
        "ix_message_unreached_of_kind", "message", *kind, *_NEWEST, postgresql_where=_UNREACHED
    )
    create_index_while_in_use(
        "ix_attempt_undecided", "attempt", "started_at", "message", postgresql_where=_UNDECIDED
    )
