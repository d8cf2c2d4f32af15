"""When somebody decided what becomes of an attempt in doubt."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("attempt", sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True))
