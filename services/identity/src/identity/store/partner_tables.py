"""Which partner serves which customer, and who among its people looks after it."""

from sqlalchemy import CheckConstraint, Column, ForeignKeyConstraint, Index, Table
from sqlalchemy.dialects.postgresql import UUID

from identity.store.columns import instant, metadata, reference

PARTNER_CUSTOMER = Table(
    "partner_customer",
    metadata,
    # The partner: the tenant whose people these rows are for.
    reference("organisation_id", "organisation.id"),
    # One partner at most serves a customer.
    reference("customer_id", "organisation.id", primary_key=True),
    Column("contact_person_id", UUID(as_uuid=True), nullable=True),
    instant("served_since"),
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
)
