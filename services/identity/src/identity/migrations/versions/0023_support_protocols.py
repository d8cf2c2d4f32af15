"""The digest of the newest protocol of a support session that was given away."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.add_column(
        "support_session", sa.Column("protocol_sha256", sa.String(length=64), nullable=True)
    )
