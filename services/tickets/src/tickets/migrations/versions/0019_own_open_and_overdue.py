"""A person's open requests in the order of opening, and those to escalate by when they are due."""

from alembic import op

from chassis.migrations import create_index_while_in_use

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    create_index_while_in_use(
        "ix_request_own_open",
        "request",
        "organisation_id",
        "requester_id",
        "id",
        "state",
        postgresql_where="state <> 'closed'",
    )
    create_index_while_in_use(
        "ix_request_to_escalate",
        "request",
        "due_at",
        postgresql_where="escalated_at IS NULL AND state IN ('waiting_for_vendor', 'in_progress')",
    )
    with op.get_context().autocommit_block():
        for replaced in ("ix_request_open_of_requester", "ix_request_due"):
            op.drop_index(
                replaced, table_name="request", if_exists=True, postgresql_concurrently=True
            )
