"""Departments that change, and who is in them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import UUID

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column(
        "department", sa.Column("version", sa.Integer, nullable=False, server_default=sa.text("1"))
    )
    op.create_table(
        "department_member",
        sa.Column("department", sa.String(50), nullable=False),
        sa.Column("person_id", UUID(as_uuid=True), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("is_told", sa.Boolean, nullable=False),
        sa.Column("is_responsible", sa.Boolean, nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("department", "person_id", name=op.f("pk_department_member")),
        sa.ForeignKeyConstraint(
            ["department"], ["department.key"], name=op.f("fk_department_member_department")
        ),
        sa.CheckConstraint("language IN ('de', 'en')", name=op.f("ck_department_member_language")),
    )
    op.create_index(
        "uq_department_member_responsible",
        "department_member",
        ["department"],
        unique=True,
        postgresql_where="is_responsible",
    )
    op.create_index("ix_department_member_person_id", "department_member", ["person_id"])
