"""Changes that support proposes and the customer decides."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from chassis.migrations import protect_by_organisation

revision = "0021"
down_revision = "0020"

_TARGETS = {
    "organisation_id": "organisation.id",
    "support_session_id": "support_session.id",
    "proposed_by": "person.id",
    "decided_by": "person.id",
}


def upgrade() -> None:
    op.create_table(
        "support_change",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("organisation_id", sa.UUID(), nullable=False),
        sa.Column("support_session_id", sa.UUID(), nullable=False),
        sa.Column("request", JSONB(), nullable=False),
        sa.Column("summary", JSONB(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("proposed_by", sa.UUID(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.UUID(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome_status", sa.Integer(), nullable=True),
        sa.Column("outcome_code", sa.String(length=100), nullable=True),
        sa.CheckConstraint(
            "state IN ('pending_customer_ok', 'declined', 'lapsed', 'outcome_unknown',"
            " 'performed', 'failed')",
            name=op.f("ck_support_change_state"),
        ),
        sa.CheckConstraint(
            "(state IN ('pending_customer_ok', 'lapsed')) = (decided_by IS NULL)",
            name=op.f("ck_support_change_decided_by"),
        ),
        sa.CheckConstraint(
            "(decided_by IS NULL) = (decided_at IS NULL)",
            name=op.f("ck_support_change_decided_at"),
        ),
        sa.CheckConstraint(
            "(state IN ('performed', 'failed')) = (outcome_status IS NOT NULL)",
            name=op.f("ck_support_change_outcome"),
        ),
        sa.CheckConstraint("decided_by <> proposed_by", name=op.f("ck_support_change_two_people")),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_support_change_{column}"))
            for column, target in _TARGETS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_change")),
    )
    op.create_index(
        "ix_support_change_organisation_id_proposed_at",
        "support_change",
        ["organisation_id", "proposed_at"],
    )
    op.create_index(
        "ix_support_change_support_session_id", "support_change", ["support_session_id"]
    )
    op.create_index(
        "ix_support_change_pending",
        "support_change",
        ["expires_at"],
        postgresql_where="state = 'pending_customer_ok'",
    )
    protect_by_organisation("support_change")
