"""Mails with documents: setups, deliveries, standing recipients, failures."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from chassis.migrations import protect_by_organisation

revision = "0011"
down_revision = "0010"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "billing_access",
        sa.Column("organisation_id", sa.UUID(), nullable=False),
        sa.Column("person_id", sa.UUID(), nullable=False),
        sa.Column("set_up_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "person_id", name=op.f("pk_billing_access")),
    )
    _create_recipient()
    _create_delivery()
    _create_failure()
    for table in ("billing_access", "delivery_recipient", "delivery", "delivery_failure"):
        protect_by_organisation(table)


def _create_recipient() -> None:
    op.create_table(
        "delivery_recipient",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("organisation_id", sa.UUID(), nullable=False),
        sa.Column("document_type", sa.String(30), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("email_key", sa.String(254), nullable=False),
        sa.Column("form", sa.String(10), nullable=False),
        sa.Column("turn", sa.String(10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("created_by", sa.String(255), nullable=False),
        sa.Column("link_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("link_sent_at", _INSTANT, nullable=False),
        sa.Column("link_expires_at", _INSTANT, nullable=False),
        sa.Column("confirmed_at", _INSTANT),
        sa.Column("ended_at", _INSTANT),
        sa.Column("ended_because", sa.String(20)),
        sa.CheckConstraint(
            "form IN ('pdf', 'xml', 'both')", name=op.f("ck_delivery_recipient_form_known")
        ),
        sa.CheckConstraint(
            "turn IN ('first', 'fallback')", name=op.f("ck_delivery_recipient_turn_known")
        ),
        sa.CheckConstraint(
            "language IN ('de', 'en')", name=op.f("ck_delivery_recipient_language_known")
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_because IS NULL)",
            name=op.f("ck_delivery_recipient_end_whole"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_recipient")),
        sa.UniqueConstraint("link_sha256", name=op.f("uq_delivery_recipient_link_sha256")),
    )
    op.create_index(
        "uq_delivery_recipient_live",
        "delivery_recipient",
        ["organisation_id", "document_type", "email_key"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _create_delivery() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("organisation_id", sa.UUID(), nullable=False),
        sa.Column("document_id", sa.UUID(), nullable=False),
        sa.Column("way", sa.String(10), nullable=False),
        sa.Column("recipient", sa.String(254), nullable=False),
        sa.Column("recipient_key", sa.String(254), nullable=False),
        sa.Column("recipient_id", sa.UUID()),
        sa.Column("message_key", sa.String(300), nullable=False),
        sa.Column("files", JSONB(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("requested_at", _INSTANT, nullable=False),
        sa.Column("requested_by", sa.String(255), nullable=False),
        sa.Column("settled_at", _INSTANT),
        sa.Column("request_key", sa.String(200)),
        sa.Column("request_sha256", sa.String(64)),
        sa.Column("unsubscribe_sha256", sa.LargeBinary()),
        sa.CheckConstraint(
            "way IN ('notice', 'rule', 'manual')", name=op.f("ck_delivery_way_known")
        ),
        sa.CheckConstraint(
            "state IN ('queued', 'sent', 'bounced')", name=op.f("ck_delivery_state_known")
        ),
        sa.CheckConstraint(
            "(state = 'queued') = (settled_at IS NULL)", name=op.f("ck_delivery_settled_whole")
        ),
        sa.CheckConstraint(
            "(way = 'manual') = (request_key IS NOT NULL)",
            name=op.f("ck_delivery_request_of_hand"),
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_delivery_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["delivery_recipient.id"], name=op.f("fk_delivery_recipient_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("message_key", name=op.f("uq_delivery_message_key")),
        sa.UniqueConstraint("unsubscribe_sha256", name=op.f("uq_delivery_unsubscribe_sha256")),
    )
    op.create_index("ix_delivery_document_id", "delivery", ["document_id", "id"])
    for name, columns, way, unique in (
        ("uq_delivery_by_rule", ["document_id", "recipient_key"], "rule", True),
        ("uq_delivery_request", ["requested_by", "request_key"], "manual", True),
        ("ix_delivery_by_hand", ["requested_by", "requested_at"], "manual", False),
    ):
        op.create_index(
            name, "delivery", columns, unique=unique, postgresql_where=sa.text(f"way = '{way}'")
        )


def _create_failure() -> None:
    op.create_table(
        "delivery_failure",
        sa.Column("document_id", sa.UUID(), nullable=False),
        sa.Column("organisation_id", sa.UUID(), nullable=False),
        sa.Column("failed_at", _INSTANT, nullable=False),
        sa.Column("told_at", _INSTANT),
        sa.Column("print_after", _INSTANT, nullable=False),
        sa.Column("settled_at", _INSTANT),
        sa.Column("settled_by", sa.String(255)),
        sa.Column("settlement", sa.String(20)),
        sa.CheckConstraint(
            "settlement IN ('settled', 'printed', 'reached')",
            name=op.f("ck_delivery_failure_settlement_known"),
        ),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (settled_by IS NULL)"
            " AND (settled_at IS NULL) = (settlement IS NULL)",
            name=op.f("ck_delivery_failure_settled_whole"),
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_delivery_failure_document_id")
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_delivery_failure")),
    )
    op.create_index(
        "ix_delivery_failure_open",
        "delivery_failure",
        ["document_id"],
        postgresql_where=sa.text("settled_at IS NULL"),
    )
    op.create_index(
        "ix_delivery_failure_untold",
        "delivery_failure",
        ["failed_at"],
        postgresql_where=sa.text("settled_at IS NULL AND told_at IS NULL"),
    )
