"""Invoice runs, what was refused of them, and notices that were given up."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.migrations import protect_by_organisation

revision = "0005"
down_revision = "0004"

_UUID = postgresql.UUID(as_uuid=True)
_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "invoice_run",
        sa.Column("id", _UUID, primary_key=True),
        sa.Column("source", sa.String(250), nullable=False),
        sa.Column("run_id", sa.String(200), nullable=False),
        sa.Column("first_seen_at", _INSTANT, nullable=False),
        sa.Column("event_id", sa.String(250)),
        sa.Column("announced", postgresql.JSONB),
        sa.Column("announced_sha256", sa.String(64)),
        sa.Column("announced_at", _INSTANT),
        sa.Column("closed_at", _INSTANT),
        sa.Column("closed_by", sa.String(255)),
        sa.Column("closed_reason", sa.Text),
        sa.UniqueConstraint("source", "run_id", name="uq_invoice_run_source_run_id"),
        sa.CheckConstraint(
            "(announced IS NULL) = (event_id IS NULL)"
            " AND (announced IS NULL) = (announced_sha256 IS NULL)"
            " AND (announced IS NULL) = (announced_at IS NULL)",
            name=op.f("ck_invoice_run_announcement_whole"),
        ),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (closed_by IS NULL)",
            name=op.f("ck_invoice_run_closing_whole"),
        ),
    )
    op.create_index(
        "ix_invoice_run_open",
        "invoice_run",
        ["id"],
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "invoice_run_fault",
        sa.Column("source", sa.String(250), primary_key=True),
        sa.Column("event_id", sa.String(250), primary_key=True),
        sa.Column("run_id", sa.String(200), nullable=False),
        sa.Column("number", sa.String(200), nullable=False),
        sa.Column("code", sa.String(100), nullable=False),
        sa.Column("refused_at", _INSTANT, nullable=False),
    )
    op.create_index("ix_invoice_run_fault_run", "invoice_run_fault", ["source", "run_id"])
    op.create_table(
        "failed_notice",
        sa.Column("document_id", _UUID, sa.ForeignKey("document.id"), primary_key=True),
        sa.Column("organisation_id", _UUID, nullable=False),
        sa.Column("failed_at", _INSTANT, nullable=False),
    )
    protect_by_organisation("failed_notice")
    op.create_index(
        "ix_document_run",
        "document",
        ["source", "run_id"],
        postgresql_where=sa.text("run_id IS NOT NULL"),
    )
