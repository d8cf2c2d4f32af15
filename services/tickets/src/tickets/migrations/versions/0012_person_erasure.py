"""Who is to be erased, and finding what somebody said without knowing where."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, UUID

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "person_erasure",
        sa.Column("person_id", UUID(as_uuid=True), nullable=False),
        sa.Column("ordered_by", UUID(as_uuid=True), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leftovers", JSONB, nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_person_erasure")),
    )
    op.create_index(
        "ix_person_erasure_waiting",
        "person_erasure",
        ["ordered_at"],
        postgresql_where="finished_at IS NULL",
    )
    op.create_index(
        "ix_entry_author_id_id",
        "entry",
        ["author_id", "id"],
        postgresql_where="author_id IS NOT NULL",
    )
