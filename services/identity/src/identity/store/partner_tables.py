"""Which partner serves which customer, and who among its people looks after it."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Sequence,
    Table,
    text,
)
from sqlalchemy.dialects.postgresql import UUID

from identity.store.columns import instant, metadata, reference

# What is announced of a customer later has a greater number: whoever announces has locked its row.
SERVICE_VERSION = Sequence("partner_customer_version", metadata=metadata)

PARTNER_CUSTOMER = Table(
    "partner_customer",
    metadata,
    # The partner: the tenant whose people these rows are for.
    reference("organisation_id", "organisation.id"),
    # One partner at most serves a customer.
    reference("customer_id", "organisation.id", primary_key=True),
    Column("contact_person_id", UUID(as_uuid=True), nullable=True),
    instant("served_since"),
    # As it was last announced; none for rows from before it was.
    Column("announced_version", BigInteger, nullable=True),
    CheckConstraint("customer_id <> organisation_id", name="not_its_own_customer"),
    # The contact is one of the partner's own people (DW-13), whatever the code forgets.
    ForeignKeyConstraint(
        ["organisation_id", "contact_person_id"],
        ["membership.organisation_id", "membership.person_id"],
    ),
    Index(
        "ix_partner_customer_organisation_id_contact_person_id",
        "organisation_id",
        "contact_person_id",
    ),
    Index(
        "ix_partner_customer_not_announced",
        "customer_id",
        postgresql_where=text("announced_version IS NULL"),
    ),
)
