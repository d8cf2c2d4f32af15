"""What happened in organisations' affairs, and who of their systems may read it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from chassis.migrations import protect_by_organisation

revision = "0011"
down_revision = "0010"

_INSTANT = sa.DateTime(timezone=True)
_AREAS = "area IN ('documents', 'requests', 'orders', 'contracts')"


def upgrade() -> None:
    op.create_table(
        "feed_end",
        sa.Column("organisation_id", UUID(as_uuid=True), nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", name="pk_feed_end"),
    )
    op.create_table(
        "affair",
        sa.Column("organisation_id", UUID(as_uuid=True), nullable=False),
        sa.Column("subject_id", UUID(as_uuid=True), nullable=False),
        sa.Column("area", sa.String(10), nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("document_type", sa.String(20), nullable=True),
        sa.Column("is_shown", sa.Boolean, nullable=False),
        sa.Column("shown_until", _INSTANT, nullable=True),
        sa.Column("is_gone", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "subject_id", name="pk_affair"),
        sa.CheckConstraint(_AREAS, name="ck_affair_area"),
        sa.CheckConstraint(
            "(area = 'documents') = (document_type IS NOT NULL)", name="ck_affair_document_type"
        ),
        sa.CheckConstraint("NOT (is_gone AND is_shown)", name="ck_affair_gone"),
    )
    op.create_table(
        "feed_entry",
        sa.Column("organisation_id", UUID(as_uuid=True), nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("id", UUID(as_uuid=True), nullable=False),
        sa.Column("subject_id", UUID(as_uuid=True), nullable=False),
        sa.Column("area", sa.String(10), nullable=False),
        sa.Column("type", sa.String(50), nullable=False),
        sa.Column("facts", JSONB, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "position", name="pk_feed_entry"),
        sa.UniqueConstraint("organisation_id", "id", name="uq_feed_entry_organisation_id_id"),
        sa.ForeignKeyConstraint(
            ["organisation_id", "subject_id"],
            ["affair.organisation_id", "affair.subject_id"],
            name="fk_feed_entry_organisation_id_subject_id",
        ),
        sa.CheckConstraint(_AREAS, name="ck_feed_entry_area"),
    )
    op.create_index("ix_feed_entry_area", "feed_entry", ["organisation_id", "area", "position"])
    op.create_index("ix_feed_entry_subject", "feed_entry", ["organisation_id", "subject_id"])
    op.create_table(
        "machine_account",
        sa.Column("organisation_id", UUID(as_uuid=True), nullable=False),
        sa.Column("id", UUID(as_uuid=True), nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("areas", ARRAY(sa.Text), nullable=False),
        sa.Column("document_types", ARRAY(sa.Text), nullable=True),
        sa.Column("access_until", _INSTANT, nullable=True),
        sa.Column("revoked_at", _INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "id", name="pk_machine_account"),
    )
    for table in ("feed_end", "affair", "feed_entry", "machine_account"):
        protect_by_organisation(table)
