"""When seminars are held, and who has a place."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import UUID

from chassis.migrations import protect_by_organisation

revision = "0017"
down_revision = "0016"

_HELD = sa.text("given_back_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "seminar_date",
        sa.Column("id", UUID(as_uuid=True), nullable=False),
        sa.Column("content_id", UUID(as_uuid=True), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(300), nullable=False),
        sa.Column("seats", sa.Integer, nullable=False),
        sa.Column("taken", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("called_off_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seminar_date")),
        sa.ForeignKeyConstraint(
            ["content_id"], ["content.id"], name=op.f("fk_seminar_date_content_id")
        ),
        sa.CheckConstraint("taken BETWEEN 0 AND seats", name=op.f("ck_seminar_date_taken")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_seminar_date_times")),
    )
    op.create_index("ix_seminar_date_content_id", "seminar_date", ["content_id", "ends_at"])
    op.create_table(
        "seminar_place",
        sa.Column("id", UUID(as_uuid=True), nullable=False),
        sa.Column("organisation_id", UUID(as_uuid=True), nullable=False),
        sa.Column("date_id", UUID(as_uuid=True), nullable=False),
        sa.Column("person_id", UUID(as_uuid=True), nullable=False),
        sa.Column("person_name", sa.String(200), nullable=False),
        sa.Column("person_email", sa.String(254), nullable=False),
        sa.Column("person_language", sa.String(2), nullable=False),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seminar_place")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.organisation_id"],
            name=op.f("fk_seminar_place_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["date_id"], ["seminar_date.id"], name=op.f("fk_seminar_place_date_id")
        ),
    )
    protect_by_organisation("seminar_place")
    op.create_index(
        "uq_seminar_place_held",
        "seminar_place",
        ["organisation_id", "date_id", "person_id"],
        unique=True,
        postgresql_where=_HELD,
    )
    op.create_index(
        "ix_seminar_place_date_id", "seminar_place", ["date_id"], postgresql_where=_HELD
    )
