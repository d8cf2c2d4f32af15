"""Indexes for the desk's lists: a department's open requests by news, and words with their owner.

While they are built, writing of requests waits.
"""

from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_index(
        "ix_request_open_of_department_by_activity",
        "request",
        ["department", "vendor_active_at", "id"],
        postgresql_where="state <> 'closed'",
    )
    op.create_index(
        "ix_request_word_word",
        "request_word",
        ["word", "request_id", "audience"],
        postgresql_include=["organisation_id"],
    )
    op.drop_index("ix_request_word_word_request_id", table_name="request_word")
