"""Counters of devices, their readings, swaps and rollovers, and who was reminded."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from chassis.migrations import protect_by_organisation

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    _add_columns_of_devices()
    _tenant_table(
        "meter",
        _id("id"),
        _id("device_id"),
        sa.Column("counter", sa.String(20), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False, server_default=sa.text("0")),
        sa.Column("last_value", sa.BigInteger(), nullable=True),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("last_reading_on", sa.Date(), nullable=True),
        sa.Column("carried", sa.BigInteger(), nullable=False, server_default=sa.text("0")),
        _key("meter", "device_id", "device"),
        sa.UniqueConstraint("device_id", "counter", name=op.f("uq_meter_device_id_counter")),
        sa.CheckConstraint("last_value >= 0", name=op.f("ck_meter_last_value")),
        sa.CheckConstraint("(last_value IS NULL) = (last_on IS NULL)", name=op.f("ck_meter_last")),
    )
    _create_reports()
    _create_readings()
    _create_changes()
    _tenant_table(
        "reading_reminder",
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=False),
        key=("organisation_id", "due_on"),
    )


def _add_columns_of_devices() -> None:
    op.add_column("device", sa.Column("reading_due_on", sa.Date(), nullable=True))
    op.add_column(
        "device",
        sa.Column(
            "first_received_at",
            sa.DateTime(timezone=True),
            nullable=False,
            server_default=sa.text("now()"),
        ),
    )
    op.create_index(
        "ix_device_reading_due_on",
        "device",
        ["reading_due_on"],
        postgresql_where="is_active AND reading_due_on IS NOT NULL",
    )


def _create_reports() -> None:
    _tenant_table(
        "meter_report",
        _id("id"),
        _id("person_id"),
        sa.Column("idempotency_key", sa.String(200), nullable=False),
        sa.Column("content_sha256", sa.String(64), nullable=False),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("file_name", sa.String(200), nullable=True),
        sa.Column("all_or_nothing", sa.Boolean(), nullable=False),
        sa.Column("entries", JSONB(), nullable=False),
        sa.Column("verdicts", JSONB(), nullable=False, server_default=sa.text("'[]'")),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.UniqueConstraint(
            "organisation_id",
            "person_id",
            "idempotency_key",
            name=op.f("uq_meter_report_organisation_id_person_id_idempotency_key"),
        ),
    )


def _create_readings() -> None:
    _tenant_table(
        "meter_reading",
        _id("id"),
        _id("device_id"),
        _id("meter_id"),
        _id("report_id"),
        sa.Column("counter", sa.String(20), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=False),
        sa.Column("volume", sa.BigInteger(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("status", sa.String(20), nullable=False, server_default=sa.text("'recorded'")),
        sa.Column("deviation_acknowledged", sa.Boolean(), nullable=False),
        _id("recorded_by"),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        _key("meter_reading", "device_id", "device"),
        _key("meter_reading", "meter_id", "meter"),
        _key("meter_reading", "report_id", "meter_report"),
        sa.UniqueConstraint(
            "meter_id", "sequence", name=op.f("uq_meter_reading_meter_id_sequence")
        ),
        sa.CheckConstraint("value >= 0", name=op.f("ck_meter_reading_value")),
        sa.CheckConstraint(
            "(volume IS NULL) = (days IS NULL)", name=op.f("ck_meter_reading_volume")
        ),
        sa.CheckConstraint(
            "status IN ('recorded', 'withdrawn')", name=op.f("ck_meter_reading_status")
        ),
    )
    op.create_index(
        "ix_meter_reading_of_device", "meter_reading", ["device_id", "recorded_at", "id"]
    )


def _create_changes() -> None:
    _tenant_table(
        "counter_change",
        _id("id"),
        _id("device_id"),
        _id("meter_id"),
        sa.Column("origin", sa.String(700), nullable=False),
        sa.Column("counter", sa.String(20), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("change", sa.String(20), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column("last_value", sa.BigInteger(), nullable=True),
        sa.Column("new_value", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        _key("counter_change", "device_id", "device"),
        _key("counter_change", "meter_id", "meter"),
        sa.UniqueConstraint(
            "meter_id", "sequence", name=op.f("uq_counter_change_meter_id_sequence")
        ),
        sa.UniqueConstraint("meter_id", "origin", name=op.f("uq_counter_change_meter_id_origin")),
        sa.CheckConstraint("change IN ('swap', 'rollover')", name=op.f("ck_counter_change_change")),
        sa.CheckConstraint("new_value >= 0", name=op.f("ck_counter_change_new_value")),
    )


def _id(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.UUID(), nullable=False)


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def _tenant_table(
    name: str, *parts: sa.Column[object] | sa.Constraint, key: tuple[str, ...] = ("id",)
) -> None:
    op.create_table(
        name,
        _id("organisation_id"),
        *parts,
        sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{name}")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.organisation_id"],
            name=op.f(f"fk_{name}_organisation_id"),
        ),
    )
    protect_by_organisation(name)
