"""Indexes for the desk's lists: a department's open requests, and words with their owner."""

from alembic import op

from chassis.migrations import create_index_while_in_use

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    create_index_while_in_use(
        "ix_request_open_of_department_by_activity",
        "request",
        "department",
        "vendor_active_at",
        "id",
        postgresql_where="state <> 'closed'",
    )
    create_index_while_in_use(
        "ix_request_word_word",
        "request_word",
        "word",
        "request_id",
        "audience",
        postgresql_include=["organisation_id"],
    )
    with op.get_context().autocommit_block():
        op.drop_index(
            "ix_request_word_word_request_id",
            table_name="request_word",
            if_exists=True,
            postgresql_concurrently=True,
        )
