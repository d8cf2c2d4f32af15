"""Files that go with what is said about requests."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import UUID

from chassis.migrations import protect_by_organisation

revision = "0005"
down_revision = "0004"


def _id(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, UUID(as_uuid=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "attachment",
        _id("id"),
        _id("organisation_id"),
        _id("request_id", nullable=True),
        _id("entry_id", nullable=True),
        _id("uploaded_by"),
        sa.Column("side", sa.String(10), nullable=False),
        sa.Column("file_name", sa.String(500), nullable=False),
        sa.Column("object_key", sa.String(120), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=True),
        sa.Column("size_bytes", sa.BigInteger, nullable=True),
        sa.Column("sha256", sa.String(64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["request.id"],
            name=op.f("fk_attachment_request_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_attachment_entry_id"), ondelete="SET NULL"
        ),
        sa.CheckConstraint(
            "num_nulls(media_type, size_bytes, sha256) IN (0, 3)"
            " AND (entry_id IS NULL OR sha256 IS NOT NULL)",
            name=op.f("ck_attachment_looked_at"),
        ),
        sa.CheckConstraint(
            "side IN ('customer', 'vendor', 'partner')", name=op.f("ck_attachment_side")
        ),
    )
    op.create_index(
        "ix_attachment_entry_id",
        "attachment",
        ["entry_id"],
        postgresql_where="entry_id IS NOT NULL",
    )
    op.create_index("ix_attachment_request_id", "attachment", ["request_id"])
    op.create_index(
        "ix_attachment_organisation_id_begun_at", "attachment", ["organisation_id", "begun_at"]
    )
    op.create_index(
        "ix_attachment_unused", "attachment", ["begun_at"], postgresql_where="entry_id IS NULL"
    )
    protect_by_organisation("attachment")
