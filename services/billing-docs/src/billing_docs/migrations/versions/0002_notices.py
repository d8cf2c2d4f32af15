"""Which documents somebody was told of; event ids and sources as long as they may be."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("document", sa.Column("notice_requested_at", sa.DateTime(timezone=True)))
    # Row-level security holds for the owner too. Documents from before count as told.
    op.execute("SELECT set_config('app.every_organisation', 'on', true)")
    op.execute("UPDATE document SET notice_requested_at = received_at")
    op.execute("SELECT set_config('app.every_organisation', '', true)")
    op.create_index(
        "ix_document_without_notice",
        "document",
        ["id"],
        postgresql_where=sa.text("notice_requested_at IS NULL AND deleted_at IS NULL"),
    )
    for table, column in (
        ("document", "source"),
        ("document_event", "source"),
        ("document_event", "event_id"),
    ):
        op.alter_column(table, column, type_=sa.String(250), existing_nullable=False)
