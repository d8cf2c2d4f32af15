"""What a mail server said of a mail about a document that bounced."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("delivery", sa.Column("bounce", JSONB()))
