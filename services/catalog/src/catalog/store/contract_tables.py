"""Contracts and what they amount to."""

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
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, UUID

from catalog.store.columns import identifier, instant, metadata, organisation_id


def _list_indexes() -> list[Index]:
    """Return one index for each order of a list: of all of a partner's, and of one contact's."""
    indexes = []
    for column in ("due_on", "notice_given_on", "sorted_number", "sorted_customer"):
        where = text(f"{column} IS NOT NULL") if column == "notice_given_on" else None
        for name, scope in (("all", ["partner_id"]), ("own", ["partner_id", "contact_person_id"])):
            indexes.append(
                Index(f"ix_contract_{name}_{column}", *scope, column, "id", postgresql_where=where)
            )
    return indexes


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
    Column("kind", String(20), nullable=True),
    Column("notice_given_on", Date, nullable=True),
    Column("auto_renews", Boolean, nullable=False, server_default=text("false")),
    Column("period_months", Integer, nullable=True),
    # As the ERP names it; which period it is in today says `due_on`.
    Column("period_ends_on", Date, nullable=True),
    Column("products", JSONB, nullable=False, server_default=text("'[]'")),
    Column("system_name", String(200), nullable=True),
    Column("system_region", String(200), nullable=True),
    Column("fee_minor_units", BigInteger, nullable=True),
    Column("fee_currency", String(3), nullable=True),
    # What lists are ordered and narrowed by. `due_on` is the last day of the present period or of
    # the contract, the end of time where there is none; a tick carries it on.
    Column("due_on", Date, nullable=False, server_default=text("'9999-12-31'")),
    # Old code that still runs writes none.
    Column("sorted_number", Text(collation="C"), nullable=False, server_default=""),
    Column("sorted_customer", Text(collation="C"), nullable=False, server_default=text("''")),
    # Whose it is, and who serves that customer: a copy of what identity announces. The partner
    # reads the row by a policy of its own.
    Column("customer_name", String(200), nullable=True),
    Column("customer_number", String(5), nullable=True),
    identifier("partner_id", nullable=True),
    identifier("contact_person_id", nullable=True),
    Column("contact_name", String(200), nullable=True),
    # The vendor's people keep it, of contracts whose system runs with the customer (DW-47).
    Column("licence_object_key", String(300), nullable=True),
    Column("licence_file_name", String(200), nullable=True),
    Column("licence_sha256", String(64), nullable=True),
    Column("licence_size_bytes", BigInteger, nullable=True),
    instant("licence_added_at", nullable=True),
    # One issuer gives a number once.
    UniqueConstraint("source", "number"),
    CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
    CheckConstraint("grace_days >= 0", name="grace_days"),
    CheckConstraint("kind IN ('cloud', 'on_premises')", name="kind"),
    CheckConstraint("(fee_minor_units IS NULL) = (fee_currency IS NULL)", name="fee"),
    CheckConstraint("partner_id IS NOT NULL OR contact_person_id IS NULL", name="contact"),
    Index("ix_contract_organisation_id", "organisation_id"),
    *_list_indexes(),
    # What a tick carries on into its next period.
    Index(
        "ix_contract_to_carry_on",
        "due_on",
        postgresql_where=text("ends_on IS NULL OR due_on < ends_on"),
    ),
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

# What somebody has silenced for himself: a contract, and what it was in the alarm for (E10).
ALARM_ACKNOWLEDGEMENT = Table(
    "alarm_acknowledgement",
    metadata,
    # Of whom acknowledges: a partner or a customer.
    identifier("organisation_id", primary_key=True),
    identifier("person_id", primary_key=True),
    Column(
        "contract_id",
        UUID(as_uuid=True),
        ForeignKey("contract.id"),
        primary_key=True,
        nullable=False,
    ),
    Column("mark", String(50), primary_key=True),
    instant("acknowledged_at"),
)

# One order for each end that a contract comes to.
REACTIVATION_ORDER = Table(
    "reactivation_order",
    metadata,
    identifier("id", primary_key=True),
    # Of whom orders: a partner or the customer himself.
    identifier("organisation_id"),
    Column("contract_id", UUID(as_uuid=True), ForeignKey("contract.id"), nullable=False),
    Column("ends_on", Date, nullable=False),
    identifier("ordered_by"),
    instant("ordered_at"),
    Column("is_free", Boolean, nullable=False),
    Column("fee_minor_units", BigInteger, nullable=True),
    Column("fee_currency", String(3), nullable=True),
    UniqueConstraint("contract_id", "ends_on"),
    CheckConstraint("(fee_minor_units IS NULL) = (fee_currency IS NULL)", name="fee"),
    CheckConstraint("fee_minor_units IS NULL OR NOT is_free", name="free"),
)
