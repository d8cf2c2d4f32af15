"""How many seats organisations use is told, each time with a greater number."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import CreateSequence

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    op.execute(CreateSequence(sa.Sequence("seat_version")))
