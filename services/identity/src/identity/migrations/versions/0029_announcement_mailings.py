"""Announcements that are being mailed, and how far that has come."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, UUID

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    op.create_table(
        "announcement_mailing",
        sa.Column("content_id", UUID(as_uuid=True), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("importance", sa.String(20), nullable=False),
        sa.Column("audience", ARRAY(sa.Text), nullable=False),
        sa.Column("title_de", sa.String(200), nullable=False),
        sa.Column("title_en", sa.String(200), nullable=False),
        sa.Column("summary_de", sa.String(500), nullable=False),
        sa.Column("summary_en", sa.String(500), nullable=False),
        sa.Column("told_through", UUID(as_uuid=True), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("content_id", "version", name=op.f("pk_announcement_mailing")),
        sa.CheckConstraint(
            "importance IN ('news', 'required')", name=op.f("ck_announcement_mailing_importance")
        ),
    )
    op.create_index(
        "ix_announcement_mailing_begun_at",
        "announcement_mailing",
        ["begun_at"],
        postgresql_where=sa.text("finished_at IS NULL"),
    )
