"""Texts are listed in the order in which they were begun."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("content", sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE content SET begun_at = written_at FROM content_version"
        " WHERE content_version.content_id = content.id AND content_version.version = 1"
    )
    op.alter_column("content", "begun_at", nullable=False)
