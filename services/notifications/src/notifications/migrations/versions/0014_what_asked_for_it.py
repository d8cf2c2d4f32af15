"""The id under which a message stands in every log, as far as the mail server."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.add_column("message", sa.Column("correlation_id", sa.String(64), nullable=True))
    op.add_column("message", sa.Column("traceparent", sa.String(55), nullable=True))
