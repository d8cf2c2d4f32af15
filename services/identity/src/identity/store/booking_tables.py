"""What catalog has told about organisations: how long their contracts run."""

from sqlalchemy import CheckConstraint, Column, Date, Integer, Table

from identity.store.columns import instant, metadata, reference

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
