"""Mails that came for requests."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, UUID

from chassis.migrations import protect_by_organisation

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "incoming_mail",
        sa.Column("id", UUID(as_uuid=True), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("organisation_id", UUID(as_uuid=True), nullable=True),
        sa.Column("request_id", UUID(as_uuid=True), nullable=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("reason", sa.String(50), nullable=True),
        sa.Column("sender", sa.String(254), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("content", JSONB, nullable=False),
        sa.Column("size_bytes", sa.BigInteger, nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming_mail")),
        sa.UniqueConstraint("digest", name=op.f("uq_incoming_mail_digest")),
        sa.CheckConstraint(
            "state IN ('asked', 'taken', 'parked', 'ignored')",
            name=op.f("ck_incoming_mail_state"),
        ),
        sa.CheckConstraint(
            "(state IN ('parked', 'ignored')) = (reason IS NOT NULL)",
            name=op.f("ck_incoming_mail_reason"),
        ),
        sa.CheckConstraint(
            "state <> 'taken' OR (organisation_id IS NOT NULL AND request_id IS NOT NULL)",
            name=op.f("ck_incoming_mail_taken"),
        ),
    )
    op.create_index(
        "ix_incoming_mail_state_received_at", "incoming_mail", ["state", "received_at", "id"]
    )
    op.create_index(
        "ix_incoming_mail_sender_received_at", "incoming_mail", ["sender", "received_at"]
    )
    protect_by_organisation("incoming_mail")
