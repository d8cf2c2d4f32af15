"""Which other documents a document names."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.migrations import protect_by_organisation

revision = "0013"
down_revision = "0012"

_UUID = postgresql.UUID(as_uuid=True)


def upgrade() -> None:
    op.create_table(
        "document_reference",
        sa.Column(
            "document_id", _UUID, sa.ForeignKey("document.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("number", sa.String(200, collation="C"), nullable=False),
        sa.Column("organisation_id", _UUID, nullable=False),
        sa.Column("source", sa.String(250), nullable=False),
        sa.Column("relation", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("document_id", "number", name="pk_document_reference"),
        sa.CheckConstraint(
            "relation IN ('corrects', 'refers_to')",
            name=op.f("ck_document_reference_relation_known"),
        ),
    )
    op.create_index(
        "ix_document_reference_number", "document_reference", ["organisation_id", "number"]
    )
    protect_by_organisation("document_reference")
