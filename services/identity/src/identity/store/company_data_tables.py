"""What is on file of an organisation besides its name."""

from sqlalchemy import CheckConstraint, Column, String, Table

from identity.store.columns import identifier, instant, metadata, reference

# As the ERP told it, or as a change said that the vendor's people have approved.
COMPANY_DATA = Table(
    "company_data",
    metadata,
    reference("organisation_id", "organisation.id", primary_key=True),
    Column("street", String(200), nullable=True),
    Column("postal_code", String(20), nullable=True),
    Column("city", String(200), nullable=True),
    Column("country", String(2), nullable=True),
    Column("contact_name", String(200), nullable=True),
    Column("contact_email", String(254), nullable=True),
    Column("contact_phone", String(50), nullable=True),
    instant("changed_at"),
)

# The newest change of each kind that was taken over: an older one that comes late, or the same one
# again, changes nothing.
APPLIED_MASTER_DATA = Table(
    "applied_master_data",
    metadata,
    reference("organisation_id", "organisation.id", primary_key=True),
    Column("kind", String(30), primary_key=True),
    identifier("change_id"),
    instant("in_force_at"),
    CheckConstraint("kind IN ('renaming', 'move', 'contact_change')", name="kind"),
)
