"""When identity last told of a person, and where he is remembered."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("participant", sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_participant_person_id", "participant", ["person_id"])
