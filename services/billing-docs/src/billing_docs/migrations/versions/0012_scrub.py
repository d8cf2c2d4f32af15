"""When each document's bytes were last proven, and which are damaged."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.migrations import allow_updates_of, protect_by_organisation

revision = "0012"
down_revision = "0011"

_UUID = postgresql.UUID(as_uuid=True)
_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("document", sa.Column("verified_at", _INSTANT))
    op.create_index(
        "ix_document_last_proven",
        "document",
        [sa.text("coalesce(verified_at, received_at)"), "id"],
        postgresql_where=sa.text("destroyed_at IS NULL"),
    )
    op.create_table(
        "document_damage",
        sa.Column("id", _UUID, primary_key=True),
        sa.Column("organisation_id", _UUID, nullable=False),
        sa.Column("document_id", _UUID, sa.ForeignKey("document.id"), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("found_at", _INSTANT, nullable=False),
        sa.Column("found_by", sa.String(10), nullable=False),
        sa.Column("mended_at", _INSTANT),
        sa.Column("mended_by", sa.String(20)),
        sa.CheckConstraint(
            "(mended_at IS NULL) = (mended_by IS NULL)",
            name=op.f("ck_document_damage_mending_whole"),
        ),
    )
    op.create_index(
        "uq_document_damage_open",
        "document_damage",
        ["document_id"],
        unique=True,
        postgresql_where=sa.text("mended_at IS NULL"),
    )
    protect_by_organisation("document_damage")
    allow_updates_of("document_damage", "mended_at", "mended_by")
