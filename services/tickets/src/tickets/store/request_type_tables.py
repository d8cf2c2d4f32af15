"""Kinds of request: the vendor's own, no organisation's."""

from sqlalchemy import CheckConstraint, Column, Integer, String, Table
from sqlalchemy.dialects.postgresql import JSONB

from tickets.store.columns import instant, metadata

REQUEST_TYPE_VERSION = Table(
    "request_type_version",
    metadata,
    Column("key", String(50), primary_key=True),
    # Two who change the same version cannot both be followed.
    Column("version", Integer, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("definition", JSONB, nullable=False),
    Column("created_by", String(255), nullable=False),
    instant("created_at"),
    CheckConstraint("version > 0", name="version"),
)
