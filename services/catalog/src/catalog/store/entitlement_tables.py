"""What organisations may use, as it was last announced."""

from sqlalchemy import Column, Date, Index, Integer, String, Table, text
from sqlalchemy.dialects.postgresql import ARRAY

from catalog.store.columns import metadata, organisation_id

# What the organisation may use, as it was last announced; and the day on which that changes.
ENTITLEMENT_SET = Table(
    "entitlement_set",
    metadata,
    organisation_id(primary_key=True),
    Column("version", Integer, nullable=False),
    Column("entitlements", ARRAY(String(50)), nullable=False),
    Column("recount_on", Date, nullable=True),
    Index(
        "ix_entitlement_set_recount_on",
        "recount_on",
        postgresql_where=text("recount_on IS NOT NULL"),
    ),
)
