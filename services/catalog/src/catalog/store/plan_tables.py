"""Plans on offer, what organisations have of them, and what they use."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Integer,
    String,
    Table,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from catalog.store.columns import identifier, instant, metadata, organisation_id

# The vendor's own offer: no tenant's rows.
PLAN = Table(
    "plan",
    metadata,
    Column("key", String(50), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("name_de", String(200), nullable=False),
    Column("name_en", String(200), nullable=False),
    Column("description_de", String(200), nullable=False),
    Column("description_en", String(200), nullable=False),
    Column("price_minor_units", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("period_months", Integer, nullable=False),
    # Each of the six by its name; what is missing is not limited.
    Column("limits", JSONB, nullable=False),
    Column("is_current", Boolean, nullable=False, server_default=text("true")),
    CheckConstraint("period_months BETWEEN 1 AND 60", name="period_months"),
    CheckConstraint("price_minor_units >= 0", name="price"),
)

# One for each organisation; whoever counts what it uses locks this row.
SUBSCRIPTION = Table(
    "subscription",
    metadata,
    organisation_id(primary_key=True),
    Column("plan_key", String(50), ForeignKey("plan.key"), nullable=False),
    Column("started_on", Date, nullable=False),
    Column("period_months", Integer, nullable=False),
    Column("ends_on", Date, nullable=True),
)

# One row for each thing in use; a thing is counted once, whoever says it and however often.
PLAN_USE = Table(
    "plan_use",
    metadata,
    organisation_id(primary_key=True),
    Column("limit_name", String(30), primary_key=True),
    Column("counted_from", Date, primary_key=True),
    Column("item", String(200), primary_key=True),
    instant("taken_at"),
)

# How many there are, so that nobody counts a hundred thousand scans.
PLAN_USE_COUNT = Table(
    "plan_use_count",
    metadata,
    organisation_id(primary_key=True),
    Column("limit_name", String(30), primary_key=True),
    Column("counted_from", Date, primary_key=True),
    Column("used", BigInteger, nullable=False),
    CheckConstraint("used >= 0", name="used"),
)

# One for each threshold and period (D10).
PLAN_WARNING = Table(
    "plan_warning",
    metadata,
    organisation_id(primary_key=True),
    Column("limit_name", String(30), primary_key=True),
    Column("period_from", Date, primary_key=True),
    Column("threshold", Integer, primary_key=True),
    instant("warned_at"),
)

BILLING_INFO = Table(
    "billing_info",
    metadata,
    organisation_id(primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("info", JSONB, nullable=False),
    identifier("changed_by"),
    instant("changed_at"),
    CheckConstraint("version > 0", name="version"),
)

# How many people an organisation has and has invited: a copy of what identity counts. Organisations
# without a plan are counted too, and some before they are announced.
SEAT_COUNT = Table(
    "seat_count",
    metadata,
    identifier("organisation_id", primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("members", Integer, nullable=False),
    Column("invitations", Integer, nullable=False),
    CheckConstraint("members >= 0 AND invitations >= 0", name="counts"),
)
