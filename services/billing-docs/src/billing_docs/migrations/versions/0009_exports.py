"""Exports, and reminders of documents that are about to leave the portal."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.migrations import protect_by_organisation

revision = "0009"
down_revision = "0008"

_UUID = postgresql.UUID(as_uuid=True)
_INSTANT = sa.DateTime(timezone=True)
_IN_WORK = sa.text("state IN ('queued', 'running')")


def upgrade() -> None:
    op.create_table(
        "export",
        sa.Column("id", _UUID, primary_key=True),
        sa.Column("organisation_id", _UUID, nullable=False),
        sa.Column("requested_by", _UUID, nullable=False),
        sa.Column("requested_at", _INSTANT, nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("notify_email", sa.String(254)),
        sa.Column("selection", postgresql.JSONB, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("document_count", sa.Integer, nullable=False),
        sa.Column("done_count", sa.Integer, nullable=False),
        sa.Column("left_out_count", sa.Integer, nullable=False),
        sa.Column("parts", postgresql.JSONB, nullable=False),
        sa.Column("progress", postgresql.JSONB),
        sa.Column("lease_id", _UUID),
        sa.Column("leased_until", _INSTANT),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("finished_at", _INSTANT),
        sa.Column("expires_at", _INSTANT),
        sa.CheckConstraint(
            "state IN ('queued', 'running', 'ready', 'failed', 'cancelled', 'expired')",
            name=op.f("ck_export_state_known"),
        ),
    )
    op.create_index(
        "uq_export_in_work",
        "export",
        ["organisation_id", "requested_by"],
        unique=True,
        postgresql_where=_IN_WORK,
    )
    op.create_index("ix_export_waiting", "export", ["requested_at"], postgresql_where=_IN_WORK)
    op.create_index("ix_export_by_person", "export", ["organisation_id", "requested_by", "id"])
    op.create_table(
        "leaving_reminder",
        sa.Column("organisation_id", _UUID, primary_key=True),
        sa.Column("month", sa.Date, primary_key=True),
        sa.Column("covers_until", sa.Date, nullable=False),
        sa.Column("document_count", sa.Integer, nullable=False),
        sa.Column("reminded_at", _INSTANT, nullable=False),
    )
    op.create_index(
        "ix_document_leaving",
        "document",
        ["available_until", "organisation_id"],
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    protect_by_organisation("export")
    protect_by_organisation("leaving_reminder")
