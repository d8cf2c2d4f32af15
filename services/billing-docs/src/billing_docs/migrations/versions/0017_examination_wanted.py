"""Documents that are still to be read: those from before there were examinations."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.migrations import protect_by_organisation

revision = "0017"
down_revision = "0016"

_UUID = postgresql.UUID(as_uuid=True)


def upgrade() -> None:
    op.create_table(
        "examination_wanted",
        sa.Column("document_id", _UUID, sa.ForeignKey("document.id"), nullable=False),
        sa.Column("organisation_id", _UUID, nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("document_id", name="pk_examination_wanted"),
    )
    op.create_index("ix_examination_wanted_due_at", "examination_wanted", ["due_at"])
    op.execute("SELECT set_config('app.every_organisation', 'on', true)")
    op.execute(
        "INSERT INTO examination_wanted"
        " SELECT id, organisation_id, now(), 0 FROM document"
        " WHERE destroyed_at IS NULL AND NOT EXISTS"
        " (SELECT FROM document_examination WHERE document_id = document.id)"
    )
    protect_by_organisation("examination_wanted")
