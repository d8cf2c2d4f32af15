"""Notices about customers' systems."""

import sqlalchemy as sa
from alembic import op

from chassis.migrations import protect_by_organisation

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.create_table(
        "system_notice",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("organisation_id", sa.UUID(), nullable=False),
        sa.Column("source", sa.String(250), nullable=False),
        sa.Column("notice_key", sa.String(200), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("system", sa.String(200), nullable=True),
        sa.Column("percent_used", sa.Integer(), nullable=True),
        sa.Column("release", sa.String(200), nullable=True),
        sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("partner_id", sa.UUID(), nullable=True),
        sa.Column("contact_person_id", sa.UUID(), nullable=True),
        sa.Column("customer_name", sa.String(200), nullable=False),
        sa.Column("told_person_id", sa.UUID(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_ask_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('storage_low', 'update_due')", name=op.f("ck_system_notice_kind")
        ),
        sa.CheckConstraint(
            "partner_id IS NOT NULL OR contact_person_id IS NULL",
            name=op.f("ck_system_notice_contact"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.organisation_id"],
            name=op.f("fk_system_notice_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_system_notice")),
        sa.UniqueConstraint(
            "source", "notice_key", name=op.f("uq_system_notice_source_notice_key")
        ),
    )
    open_ones = sa.text("settled_at IS NULL")
    op.create_index("ix_system_notice_organisation_id", "system_notice", ["organisation_id"])
    for name, columns in (
        ("all", ["partner_id", "noticed_at", "id"]),
        ("own", ["partner_id", "contact_person_id", "noticed_at", "id"]),
        ("next_ask_at", ["next_ask_at"]),
    ):
        op.create_index(
            f"ix_system_notice_{name}", "system_notice", columns, postgresql_where=open_ones
        )
    protect_by_organisation("system_notice")
    # Beside its customer, the partner who serves him reads a notice.
    op.execute(
        "CREATE POLICY of_partner ON system_notice FOR SELECT USING"
        " (partner_id = nullif(current_setting('app.organisation', true), '')::uuid)"
    )
