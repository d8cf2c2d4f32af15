"""What organisations may use, as it was last announced."""

from sqlalchemy import Column, Integer, String, Table
from sqlalchemy.dialects.postgresql import ARRAY

from catalog.store.columns import metadata, organisation_id

# What the organisation may use, as it was last announced.
ENTITLEMENT_SET = Table(
    "entitlement_set",
    metadata,
    organisation_id(primary_key=True),
    Column("version", Integer, nullable=False),
    Column("entitlements", ARRAY(String(50)), nullable=False),
)
