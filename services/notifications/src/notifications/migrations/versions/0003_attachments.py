"""Files that go with a message, by where they lie; and whether its sending is reported."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    # Both with a default: the old code goes on writing rows without them.
    op.add_column(
        "message", sa.Column("attachments", JSONB(), nullable=False, server_default=sa.text("'[]'"))
    )
    op.add_column(
        "message",
        sa.Column("is_reported", sa.Boolean(), nullable=False, server_default=sa.text("false")),
    )
