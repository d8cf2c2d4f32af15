"""What companies are told at their own address and number, by mail and by phone."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, UUID

from chassis.migrations import protect_by_organisation

revision = "0006"
down_revision = "0005"

_INSTANT = sa.DateTime(timezone=True)
_EVENTS = (
    "event IN ('offer_accepted', 'subscription_invoice_sent', 'dunning_overdue', 'dunning_sent',"
    " 'tan_due', 'limit_near')"
)
_CHANNELS = "channel IN ('mail', 'phone')"
_SETTLED = "state IN ('sent', 'failed', 'bounced', 'expired')"
_MESSAGE_CHECKS = {
    "ck_message_state": (
        "state IN ('queued', 'sending', 'deferred', 'sent', 'failed', 'bounced', 'expired')"
    ),
    "ck_message_settled": f"({_SETTLED}) = (settled_at IS NOT NULL)",
    "ck_message_due": f"({_SETTLED}) = (due_at IS NULL)",
    "ck_message_secrets_forgotten": f"NOT ({_SETTLED}) OR secrets = '{{}}'::jsonb",
    "ck_message_lane": "lane IN ('platform', 'own', 'phone')",
}


def upgrade() -> None:
    op.create_table(
        "company",
        sa.Column("organisation_id", UUID(as_uuid=True), nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("customer_number", sa.String(5), nullable=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("email", sa.String(254), nullable=True),
        sa.Column("phone", sa.String(50), nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", name="pk_company"),
        sa.UniqueConstraint("customer_number", name="uq_company_customer_number"),
        sa.CheckConstraint("language IN ('de', 'en')", name="ck_company_language"),
    )
    op.create_table(
        "notice_choice",
        sa.Column("organisation_id", UUID(as_uuid=True), nullable=False),
        sa.Column("event", sa.String(30), nullable=False),
        sa.Column("mail", sa.Boolean, nullable=False),
        sa.Column("phone", sa.Boolean, nullable=False),
        sa.Column("changed_at", _INSTANT, nullable=False),
        sa.Column("changed_by", sa.String(255), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "event", name="pk_notice_choice"),
        sa.CheckConstraint(_EVENTS, name="ck_notice_choice_event"),
    )
    op.create_table(
        "company_notice",
        sa.Column("organisation_id", UUID(as_uuid=True), nullable=False),
        sa.Column("idempotency_key", sa.String(200), nullable=False),
        sa.Column("channel", sa.String(5), nullable=False),
        sa.Column("event", sa.String(30), nullable=False),
        sa.Column("recipient", sa.String(254), nullable=False),
        sa.Column("parameters", JSONB, nullable=False),
        sa.Column("occurred_at", _INSTANT, nullable=False),
        sa.Column("came_at", _INSTANT, nullable=False),
        sa.Column("told_at", _INSTANT, nullable=True),
        sa.PrimaryKeyConstraint(
            "organisation_id", "idempotency_key", "channel", name="pk_company_notice"
        ),
        sa.CheckConstraint(_EVENTS, name="ck_company_notice_event"),
        sa.CheckConstraint(_CHANNELS, name="ck_company_notice_channel"),
        sa.CheckConstraint(
            "told_at IS NULL OR (parameters = '{}'::jsonb AND recipient = '')",
            name="ck_company_notice_forgotten",
        ),
    )
    op.create_index(
        "ix_company_notice_waiting",
        "company_notice",
        ["organisation_id", "event", "channel", "occurred_at"],
        postgresql_where=sa.text("told_at IS NULL"),
    )
    op.create_index(
        "ix_company_notice_told_at",
        "company_notice",
        ["told_at"],
        postgresql_where=sa.text("told_at IS NOT NULL"),
    )
    op.create_table(
        "telling",
        sa.Column("organisation_id", UUID(as_uuid=True), nullable=False),
        sa.Column("event", sa.String(30), nullable=False),
        sa.Column("channel", sa.String(5), nullable=False),
        sa.Column("due_at", _INSTANT, nullable=True),
        sa.Column("quiet_until", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "event", "channel", name="pk_telling"),
        sa.CheckConstraint(_EVENTS, name="ck_telling_event"),
        sa.CheckConstraint(_CHANNELS, name="ck_telling_channel"),
    )
    op.create_index(
        "ix_telling_due_at",
        "telling",
        ["due_at"],
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    for table in ("company", "notice_choice", "company_notice", "telling"):
        protect_by_organisation(table)
    _let_messages_expire_and_go_to_phones()


def _let_messages_expire_and_go_to_phones() -> None:
    op.add_column("message", sa.Column("expires_at", _INSTANT, nullable=True))
    for name, condition in _MESSAGE_CHECKS.items():
        op.drop_constraint(op.f(name), "message")
        op.create_check_constraint(op.f(name), "message", condition)
    op.create_index(
        "ix_message_due_by_phone",
        "message",
        ["due_at", "id"],
        postgresql_where=sa.text("state IN ('queued', 'deferred') AND lane = 'phone'"),
    )
