"""People who are to be forgotten."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import UUID

from chassis.migrations import allow_updates_of

revision = "0012"
down_revision = "0011"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "person_erasure",
        sa.Column("person_id", UUID(as_uuid=True), nullable=False),
        sa.Column("ordered_at", _INSTANT, nullable=False),
        sa.Column("email", sa.String(320), nullable=True),
        sa.Column("name", sa.Text, nullable=True),
        sa.Column("looked_until", UUID(as_uuid=True), nullable=True),
        sa.Column("finished_at", _INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("person_id", name="pk_person_erasure"),
        sa.CheckConstraint(
            "(finished_at IS NULL) = (email IS NOT NULL AND name IS NOT NULL)",
            name="ck_person_erasure_forgotten",
        ),
    )
    op.create_index(
        "ix_person_erasure_ordered_at",
        "person_erasure",
        ["ordered_at"],
        postgresql_where=sa.text("finished_at IS NULL"),
    )
    # What servers said may name him; that something came back, and what it meant, stays as it was.
    allow_updates_of("returned_mail", "words")
