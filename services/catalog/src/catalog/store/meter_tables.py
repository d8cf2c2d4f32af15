"""Counters of devices, what they showed, and who was reminded."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, UUID

from catalog.store.columns import identifier, instant, metadata, organisation_id


def _of_device() -> Column[object]:
    key = ForeignKey("device.id")
    return Column("device_id", UUID(as_uuid=True), key, nullable=False)


def _of_meter() -> Column[object]:
    key = ForeignKey("meter.id")
    return Column("meter_id", UUID(as_uuid=True), key, nullable=False)


# How a counter stands. Whoever reads it or swaps it locks its row first (docs/adr/0051).
METER = Table(
    "meter",
    metadata,
    identifier("id", primary_key=True),
    organisation_id(),
    _of_device(),
    Column("counter", String(20), nullable=False),
    # Of its entries, readings and changes together.
    Column("sequence", Integer, nullable=False, server_default=text("0")),
    Column("last_value", BigInteger, nullable=True),
    Column("last_on", Date, nullable=True),
    Column("last_reading_on", Date, nullable=True),
    Column("carried", BigInteger, nullable=False, server_default=text("0")),
    UniqueConstraint("device_id", "counter"),
    CheckConstraint("last_value >= 0", name="last_value"),
    CheckConstraint("(last_value IS NULL) = (last_on IS NULL)", name="last"),
)

METER_REPORT = Table(
    "meter_report",
    metadata,
    identifier("id", primary_key=True),
    organisation_id(),
    identifier("person_id"),
    Column("idempotency_key", String(200), nullable=False),
    Column("content_sha256", String(64), nullable=False),
    Column("source", String(20), nullable=False),
    Column("file_name", String(200), nullable=True),
    Column("all_or_nothing", Boolean, nullable=False),
    # As they were entered, until they are recorded.
    Column("entries", JSONB, nullable=False),
    Column("verdicts", JSONB, nullable=False, server_default=text("'[]'")),
    instant("created_at"),
    instant("recorded_at", nullable=True),
    # The same form sent twice is one report.
    UniqueConstraint("organisation_id", "person_id", "idempotency_key"),
)

METER_READING = Table(
    "meter_reading",
    metadata,
    identifier("id", primary_key=True),
    organisation_id(),
    _of_device(),
    _of_meter(),
    Column("report_id", UUID(as_uuid=True), ForeignKey("meter_report.id"), nullable=False),
    Column("counter", String(20), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("value", BigInteger, nullable=False),
    Column("read_on", Date, nullable=False),
    # Since the reading before, swaps and rollovers included.
    Column("volume", BigInteger, nullable=True),
    Column("days", Integer, nullable=True),
    Column("source", String(20), nullable=False),
    Column("status", String(20), nullable=False, server_default=text("'recorded'")),
    Column("deviation_acknowledged", Boolean, nullable=False),
    identifier("recorded_by"),
    instant("recorded_at"),
    UniqueConstraint("meter_id", "sequence"),
    CheckConstraint("value >= 0", name="value"),
    CheckConstraint("(volume IS NULL) = (days IS NULL)", name="volume"),
    CheckConstraint("status IN ('recorded', 'withdrawn')", name="status"),
    Index("ix_meter_reading_of_device", "device_id", "recorded_at", "id"),
    # Who has read there lately is whom a reminder goes to.
    Index("ix_meter_reading_of_organisation", "organisation_id", "recorded_at"),
)

COUNTER_CHANGE = Table(
    "counter_change",
    metadata,
    identifier("id", primary_key=True),
    organisation_id(),
    _of_device(),
    _of_meter(),
    # `/erp/demo:<event id>` or the key of whoever of the vendor's people recorded it.
    Column("origin", String(700), nullable=False),
    Column("counter", String(20), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("change", String(20), nullable=False),
    Column("changed_on", Date, nullable=False),
    Column("last_value", BigInteger, nullable=True),
    Column("new_value", BigInteger, nullable=False),
    instant("recorded_at"),
    UniqueConstraint("meter_id", "sequence"),
    UniqueConstraint("meter_id", "origin"),
    CheckConstraint("change IN ('swap', 'rollover')", name="change"),
    CheckConstraint("new_value >= 0", name="new_value"),
)

READING_REMINDER = Table(
    "reading_reminder",
    metadata,
    organisation_id(primary_key=True),
    Column("due_on", Date, primary_key=True),
    instant("reminded_at"),
)
