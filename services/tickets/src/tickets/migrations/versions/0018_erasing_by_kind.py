"""Closed requests in the order in which their kind is erased."""

from alembic import op

from chassis.migrations import create_index_while_in_use, index_outbox_by_destination

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    index_outbox_by_destination()
    create_index_while_in_use(
        "ix_request_to_erase_of_kind",
        "request",
        "kind",
        "closed_at",
        postgresql_where="state = 'closed' AND hold_reason IS NULL",
    )
    with op.get_context().autocommit_block():
        op.drop_index(
            "ix_request_to_erase",
            table_name="request",
            if_exists=True,
            postgresql_concurrently=True,
        )
