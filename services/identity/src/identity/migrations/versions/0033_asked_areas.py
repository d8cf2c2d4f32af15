"""Which areas a member asks his administrators for."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    op.add_column("access_request", sa.Column("areas", ARRAY(sa.Text), nullable=True))
