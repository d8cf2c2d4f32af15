"""Who takes care of a request, until when it is to be answered, and what came of it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import UUID

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    for column in (
        sa.Column("assignee_id", UUID(as_uuid=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("work_left_seconds", sa.Integer, nullable=True),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("merged_into", UUID(as_uuid=True), nullable=True),
        sa.Column("stars", sa.SmallInteger, nullable=True),
        sa.Column("opinion", sa.Text, nullable=True),
    ):
        op.add_column("request", column)
    op.create_foreign_key(
        op.f("fk_request_merged_into"), "request", "request", ["merged_into"], ["id"]
    )
    for name, condition in (
        ("due", "due_at IS NULL OR work_left_seconds IS NULL"),
        ("stars", "stars BETWEEN 1 AND 5"),
        ("merged_into", "merged_into <> id"),
    ):
        op.create_check_constraint(op.f(f"ck_request_{name}"), "request", condition)
    for name, columns in (
        ("ix_request_open", ["id"]),
        ("ix_request_open_by_activity", ["vendor_active_at", "id"]),
        ("ix_request_open_of_department", ["department", "id"]),
        ("ix_request_open_of_assignee", ["assignee_id", "id"]),
    ):
        op.create_index(name, "request", columns, postgresql_where="state <> 'closed'")
    op.create_index("ix_request_by_activity", "request", ["vendor_active_at", "id"])
    op.create_index(
        "ix_request_due", "request", ["due_at"], postgresql_where="escalated_at IS NULL"
    )
