"""What is due in each lane, past nothing of another lane or of an account that is held up."""

from alembic import op

from chassis.migrations import create_index_while_in_use, index_outbox_by_destination

revision = "0016"
down_revision = "0015"

_WAITING = "state IN ('queued', 'deferred')"


def upgrade() -> None:
    index_outbox_by_destination()
    create_index_while_in_use(
        "ix_message_due_by_platform",
        "message",
        "due_at",
        "id",
        postgresql_where=f"{_WAITING} AND lane = 'platform'",
    )
    create_index_while_in_use(
        "ix_message_due_of_own_account",
        "message",
        "organisation_id",
        "due_at",
        "id",
        postgresql_where=f"{_WAITING} AND lane = 'own'",
    )
    with op.get_context().autocommit_block():
        op.drop_index(
            "ix_message_due_by_own_account",
            table_name="message",
            if_exists=True,
            postgresql_concurrently=True,
        )
