"""The tables of catalog: packages on offer, organisations, their contracts."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, UUID

from chassis.tables import new_metadata

metadata = new_metadata()

# Protected by row-level security as well (docs/adr/0017).
TENANT_TABLES = ("organisation", "contract", "contract_coverage", "entitlement_set")

# The vendor's own offer, the same for every organisation: no tenant's rows, no row-level security.
PACKAGE = Table(
    "package",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("key", String(50), nullable=False, unique=True),
    Column("name_de", String(200), nullable=False),
    Column("name_en", String(200), nullable=False),
    Column("description_de", Text, nullable=False),
    Column("description_en", Text, nullable=False),
    Column("details_url", String(500), nullable=True),
    Column("unlocks", ARRAY(String(50)), nullable=False),
    Column("on_offer", Boolean, nullable=False, server_default=text("true")),
    CheckConstraint("key ~ '^[a-z][a-z0-9_]*$'", name="key"),
)

# A copy of what identity announces; it may be a moment behind, never wrong for long.
ORGANISATION = Table(
    "organisation",
    metadata,
    Column("organisation_id", UUID(as_uuid=True), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("customer_number", String(5), nullable=True, unique=True),
    Column("version", BigInteger, nullable=False),
)

_ORGANISATION_ID = "organisation.organisation_id"

CONTRACT = Table(
    "contract",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("organisation_id", UUID(as_uuid=True), ForeignKey(_ORGANISATION_ID), nullable=False),
    # As long as the chassis lets a CloudEvents attribute be.
    Column("source", String(250), nullable=False),
    Column("number", String(200), nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("title", String(200), nullable=True),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=True),
    Column("grace_days", Integer, nullable=True),
    Column("received_at", DateTime(timezone=True), nullable=False),
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
    Column("organisation_id", UUID(as_uuid=True), ForeignKey(_ORGANISATION_ID), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("ends_on", Date, nullable=True),
    Column("access_until", DateTime(timezone=True), nullable=True),
    Column("grace_days", Integer, nullable=False),
    CheckConstraint("(ends_on IS NULL) = (access_until IS NULL)", name="whole"),
)

# What the organisation may use, as it was last announced.
ENTITLEMENT_SET = Table(
    "entitlement_set",
    metadata,
    Column("organisation_id", UUID(as_uuid=True), ForeignKey(_ORGANISATION_ID), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("entitlements", ARRAY(String(50)), nullable=False),
)
