"""Packages, what organisations want of them, and what they have booked."""

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
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from catalog.store.columns import identifier, instant, metadata, organisation_id


def _package_id() -> Column[object]:
    return Column("package_id", UUID(as_uuid=True), ForeignKey("package.id"), nullable=False)


# The vendor's own offer, the same for every organisation: no tenant's rows, no row-level security.
PACKAGE = Table(
    "package",
    metadata,
    identifier("id", primary_key=True),
    Column("key", String(50), nullable=False, unique=True),
    # Grows with each change: two who change the same version cannot both be followed.
    Column("version", Integer, nullable=False, server_default=text("1")),
    Column("name_de", String(200), nullable=False),
    Column("name_en", String(200), nullable=False),
    Column("description_de", Text, nullable=False),
    Column("description_en", Text, nullable=False),
    # A list of {"de": …, "en": …}.
    Column("contents", JSONB, nullable=False, server_default=text("'[]'")),
    Column("price_text_de", String(200), nullable=True),
    Column("price_text_en", String(200), nullable=True),
    Column("details_url", String(500), nullable=True),
    Column("unlocks", ARRAY(String(50)), nullable=False),
    Column("trial_days", Integer, nullable=False, server_default=text("14")),
    Column("responsible_name", String(200), nullable=True),
    Column("responsible_email", String(254), nullable=True),
    Column("on_offer", Boolean, nullable=False, server_default=text("true")),
    CheckConstraint("key ~ '^[a-z][a-z0-9_]*$'", name="key"),
    CheckConstraint("trial_days BETWEEN 0 AND 366", name="trial_days"),
    CheckConstraint("(price_text_de IS NULL) = (price_text_en IS NULL)", name="price_text"),
    CheckConstraint("(responsible_name IS NULL) = (responsible_email IS NULL)", name="responsible"),
)

PACKAGE_REQUEST = Table(
    "package_request",
    metadata,
    identifier("id", primary_key=True),
    organisation_id(),
    _package_id(),
    Column("intent", String(10), nullable=False),
    Column("state", String(20), nullable=False),
    instant("requested_at"),
    identifier("requester_id"),
    # As they were: whoever asked is told what becomes of it.
    Column("requester_name", String(200), nullable=False),
    Column("requester_email", String(254), nullable=False),
    Column("requester_language", String(2), nullable=False),
    Column("assignee_name", String(200), nullable=True),
    instant("due_at"),
    Column("offer_text", Text, nullable=True),
    Column("offer_minor_units", BigInteger, nullable=True),
    Column("offer_currency", String(3), nullable=True),
    Column("offer_valid_through", Date, nullable=True),
    instant("offered_at", nullable=True),
    Column("reason", Text, nullable=True),
    instant("settled_at", nullable=True),
    # The request in which it is talked about; of what tickets tells the highest version holds.
    identifier("answering_id", nullable=True),
    Column("answering_number", BigInteger, nullable=True),
    Column("answering_state", String(30), nullable=True),
    Column("answering_assignee", String(200), nullable=True),
    Column("answering_version", Integer, nullable=False, server_default=text("0")),
    CheckConstraint("intent IN ('book', 'trial')", name="intent"),
    CheckConstraint(
        "state IN ('waiting_for_vendor', 'offered', 'booked', 'in_trial', 'declined', 'refused',"
        " 'withdrawn', 'closed')",
        name="state",
    ),
    CheckConstraint(
        "(state IN ('waiting_for_vendor', 'offered')) = (settled_at IS NULL)", name="settled"
    ),
    CheckConstraint("state <> 'offered' OR offered_at IS NOT NULL", name="offered"),
    CheckConstraint("(offer_minor_units IS NULL) = (offer_currency IS NULL)", name="offer_price"),
    CheckConstraint(
        "(offered_at IS NULL) = (offer_text IS NULL OR offer_valid_through IS NULL)", name="offer"
    ),
    CheckConstraint(
        "num_nulls(answering_id, answering_number, answering_state) IN (0, 3)", name="answering"
    ),
    # One open request for each package and organisation (SE-18), however often somebody clicks.
    Index(
        "uq_package_request_open",
        "organisation_id",
        "package_id",
        unique=True,
        postgresql_where=text("settled_at IS NULL"),
    ),
    Index("ix_package_request_organisation_id_id", "organisation_id", "id"),
    Index("ix_package_request_open", "id", postgresql_where=text("settled_at IS NULL")),
)

PACKAGE_BOOKING = Table(
    "package_booking",
    metadata,
    identifier("id", primary_key=True),
    organisation_id(),
    _package_id(),
    Column("source", String(10), nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=True),
    # Who is told before a trial ends; None where nobody is known.
    Column("contact_email", String(254), nullable=True),
    Column("contact_language", String(2), nullable=True),
    instant("warned_at", nullable=True),
    instant("booked_at"),
    CheckConstraint("source IN ('booked', 'trial', 'contract')", name="source"),
    # The day before the first one: it was taken back before it began.
    CheckConstraint("until >= since - 1", name="days"),
    CheckConstraint("source <> 'trial' OR until IS NOT NULL", name="trial_ends"),
    # A package is tried once.
    Index(
        "uq_package_booking_trial",
        "organisation_id",
        "package_id",
        unique=True,
        postgresql_where=text("source = 'trial'"),
    ),
    # And not booked twice at a time.
    Index(
        "uq_package_booking_endless",
        "organisation_id",
        "package_id",
        "source",
        unique=True,
        postgresql_where=text("until IS NULL"),
    ),
    Index(
        "ix_package_booking_to_warn",
        "until",
        postgresql_where=text("source = 'trial' AND warned_at IS NULL"),
    ),
    Index("ix_package_booking_package_id", "package_id"),
)
