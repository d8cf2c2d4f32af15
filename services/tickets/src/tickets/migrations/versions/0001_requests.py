"""Requests, each visible to its own organisation alone."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import UUID

from chassis.migrations import create_infrastructure_v1, protect_by_organisation

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_infrastructure_v1()
    op.create_table(
        "request",
        sa.Column("id", UUID(as_uuid=True), nullable=False),
        sa.Column("organisation_id", UUID(as_uuid=True), nullable=False),
        sa.Column("requester_id", UUID(as_uuid=True), nullable=False),
        sa.Column("idempotency_key", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(50), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("state", sa.String(30), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_request"),
        sa.UniqueConstraint(
            "organisation_id",
            "requester_id",
            "idempotency_key",
            name="uq_request_organisation_id_requester_id_idempotency_key",
        ),
        sa.CheckConstraint(
            "kind IN ('technical_problem', 'other_technical_matter')", name="ck_request_kind"
        ),
        sa.CheckConstraint(
            "state IN ('waiting_for_vendor', 'waiting_for_customer', 'closed')",
            name="ck_request_state",
        ),
        sa.CheckConstraint("title <> '' AND description <> ''", name="ck_request_words"),
    )
    op.create_index(
        "ix_request_organisation_id_requester_id_id",
        "request",
        ["organisation_id", "requester_id", "id"],
    )
    protect_by_organisation("request")
