"""What catalog has told about organisations: how long they are let in, and what they may use."""

from sqlalchemy import CheckConstraint, Column, Date, Integer, Table

from identity.store.columns import instant, metadata, reference, text_list

# A copy of what catalog announces; a row that is missing means: nothing ends.
CONTRACT_COVERAGE = Table(
    "contract_coverage",
    metadata,
    reference("organisation_id", "organisation.id", primary_key=True),
    Column("version", Integer, nullable=False),
    Column("ends_on", Date, nullable=True),
    instant("access_until", nullable=True),
    CheckConstraint("(ends_on IS NULL) = (access_until IS NULL)", name="whole"),
)

# The same for what was booked; a row that is missing means: nothing.
ENTITLEMENT_SET = Table(
    "entitlement_set",
    metadata,
    reference("organisation_id", "organisation.id", primary_key=True),
    Column("version", Integer, nullable=False),
    text_list("entitlements"),
)
