"""Contracts and what they amount to."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from catalog.store.columns import identifier, instant, metadata, organisation_id

CONTRACT = Table(
    "contract",
    metadata,
    identifier("id", primary_key=True),
    organisation_id(),
    # As long as the chassis lets a CloudEvents attribute be.
    Column("source", String(250), nullable=False),
    Column("number", String(200), nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("title", String(200), nullable=True),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=True),
    Column("grace_days", Integer, nullable=True),
    instant("received_at"),
    # One issuer gives a number once.
    UniqueConstraint("source", "number"),
    CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
    CheckConstraint("grace_days >= 0", name="grace_days"),
    Index("ix_contract_organisation_id", "organisation_id"),
)

# What the contracts amount to, as it was last announced, and the setting it was counted with.
CONTRACT_COVERAGE = Table(
    "contract_coverage",
    metadata,
    organisation_id(primary_key=True),
    Column("version", Integer, nullable=False),
    Column("ends_on", Date, nullable=True),
    instant("access_until", nullable=True),
    Column("grace_days", Integer, nullable=False),
    CheckConstraint("(ends_on IS NULL) = (access_until IS NULL)", name="whole"),
)
