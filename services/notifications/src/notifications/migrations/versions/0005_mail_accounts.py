"""Organisations' own mail accounts, and which messages go through one."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import UUID

from chassis.migrations import protect_by_organisation

revision = "0005"
down_revision = "0004"

_INSTANT = sa.DateTime(timezone=True)


def _server(side: str) -> list[sa.Column[object]]:
    return [
        sa.Column(f"{side}_host", sa.String(253), nullable=False),
        sa.Column(f"{side}_port", sa.Integer, nullable=False),
        sa.Column(f"{side}_security", sa.String(10), nullable=False),
        sa.Column(f"{side}_user", sa.String(254), nullable=False),
        sa.Column(f"{side}_password", sa.LargeBinary, nullable=False),
    ]


def upgrade() -> None:
    op.create_table(
        "mail_account",
        sa.Column("organisation_id", UUID(as_uuid=True), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("sender_name", sa.String(100), nullable=False),
        sa.Column("sender_address", sa.String(254), nullable=False),
        *_server("outgoing"),
        *_server("incoming"),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("proven_at", _INSTANT),
        sa.Column("fault", sa.String(20)),
        sa.Column("fault_side", sa.String(10)),
        sa.Column("failing_since", _INSTANT),
        sa.Column("next_try_at", _INSTANT),
        sa.Column("tried_at", _INSTANT),
        sa.Column("changed_at", _INSTANT, nullable=False),
        sa.Column("changed_by", sa.String(255), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", name="pk_mail_account"),
        sa.CheckConstraint(
            "state IN ('unproven', 'in_use', 'failing')", name="ck_mail_account_state"
        ),
        sa.CheckConstraint(
            "state = 'unproven' OR proven_at IS NOT NULL", name="ck_mail_account_proven"
        ),
        sa.CheckConstraint(
            "(fault IS NULL) = (fault_side IS NULL)", name="ck_mail_account_fault_whole"
        ),
        sa.CheckConstraint(
            "state <> 'in_use' OR fault IS NULL", name="ck_mail_account_in_use_without_fault"
        ),
    )
    protect_by_organisation("mail_account")
    # With a default: the old code goes on writing rows without it, for the platform to send.
    op.add_column(
        "message",
        sa.Column("lane", sa.String(10), nullable=False, server_default=sa.text("'platform'")),
    )
    op.create_check_constraint(op.f("ck_message_lane"), "message", "lane IN ('platform', 'own')")
    op.create_index(
        "ix_message_due_by_own_account",
        "message",
        ["due_at", "id"],
        postgresql_where=sa.text("state IN ('queued', 'deferred') AND lane = 'own'"),
    )
    op.create_index(
        "ix_message_with_own_account",
        "message",
        ["organisation_id"],
        postgresql_where=sa.text("state = 'sending' AND lane = 'own'"),
    )
