"""What reading each document brought to light."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.migrations import protect_by_organisation

revision = "0007"
down_revision = "0006"

_UUID = postgresql.UUID(as_uuid=True)


def upgrade() -> None:
    op.create_table(
        "document_examination",
        sa.Column("document_id", _UUID, sa.ForeignKey("document.id"), primary_key=True),
        sa.Column("organisation_id", _UUID, nullable=False),
        sa.Column("page_count", sa.Integer, nullable=False),
        sa.Column("profile", sa.String(200)),
        sa.Column("xml_name", sa.String(200)),
        sa.Column("xml_syntax", sa.String(10)),
        sa.Column("xml_sha256", sa.String(64)),
        sa.Column("xml_size_bytes", sa.Integer),
        sa.Column("rules", sa.String(20), nullable=False),
        sa.Column("findings", postgresql.JSONB, nullable=False),
        sa.Column("differences", postgresql.JSONB, nullable=False),
        sa.Column("examined_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "num_nulls(xml_name, xml_syntax, xml_sha256, xml_size_bytes) IN (0, 4)",
            name="xml_whole",
        ),
    )
    protect_by_organisation("document_examination")
