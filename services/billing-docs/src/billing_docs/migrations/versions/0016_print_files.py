"""The files of a print batch do not outlive their use."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.add_column("print_batch", sa.Column("expired_at", sa.DateTime(timezone=True), nullable=True))
