"""When identity was last asked about a person in his own name."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.add_column("participant", sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True))
