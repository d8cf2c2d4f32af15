"""Which types of documents Post shows to a member."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.add_column("membership", sa.Column("document_types", ARRAY(sa.Text), nullable=True))
