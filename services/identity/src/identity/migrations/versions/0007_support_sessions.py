"""Consent to support access, and support sessions."""

import sqlalchemy as sa
from alembic import op

from chassis.migrations import protect_by_organisation

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "support_consent",
        sa.Column("organisation_id", sa.UUID(), nullable=False),
        sa.Column("is_given", sa.Boolean(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.UUID(), nullable=False),
        sa.CheckConstraint("is_given OR until IS NULL", name=op.f("ck_support_consent_until")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_support_consent_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["person.id"], name=op.f("fk_support_consent_changed_by")
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_support_consent")),
    )
    op.create_table(
        "support_session",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("organisation_id", sa.UUID(), nullable=False),
        sa.Column("token_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("opened_by", sa.UUID(), nullable=False),
        sa.Column("opened_by_name", sa.String(length=200), nullable=False),
        sa.Column("vendor_id", sa.UUID(), nullable=False),
        sa.Column("opened_in", sa.UUID(), nullable=False),
        sa.Column("request_id", sa.UUID(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("areas", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.String(length=20), nullable=True),
        sa.CheckConstraint(
            "octet_length(token_sha256) = 32", name=op.f("ck_support_session_token_sha256")
        ),
        sa.CheckConstraint(
            "expires_at > opened_at AND expires_at <= opened_at + interval '60 minutes'",
            name=op.f("ck_support_session_time_box"),
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (end_reason IS NULL)",
            name=op.f("ck_support_session_end_reason"),
        ),
        sa.CheckConstraint(
            "end_reason IN ('closed_by_support', 'ended_by_customer', 'consent_withdrawn',"
            " 'expired', 'support_signed_out')",
            name=op.f("ck_support_session_end_reasons"),
        ),
        *_references("support_session"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_session")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_support_session_token_sha256")),
    )
    op.create_index(
        "ix_support_session_organisation_id_opened_at",
        "support_session",
        ["organisation_id", "opened_at"],
    )
    op.create_index(
        "ix_support_session_open",
        "support_session",
        ["expires_at"],
        postgresql_where="ended_at IS NULL",
    )
    protect_by_organisation("support_consent")
    protect_by_organisation("support_session")


def _references(table: str) -> list[sa.ForeignKeyConstraint]:
    targets = {
        "organisation_id": "organisation.id",
        "opened_by": "person.id",
        "vendor_id": "organisation.id",
    }
    return [
        sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))
        for column, target in targets.items()
    ]
