"""Kinds of request and departments: the vendor's own, no organisation's."""

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Integer, String, Table, text
from sqlalchemy.dialects.postgresql import JSONB

from tickets.store.columns import instant, metadata

DEPARTMENT = Table(
    "department",
    metadata,
    Column("key", String(50), primary_key=True),
    Column("label", JSONB, nullable=False),
    Column("is_default", Boolean, nullable=False),
    # Where what fits nowhere else goes, so that nothing is lost.
    Index("uq_department_default", "is_default", unique=True, postgresql_where=text("is_default")),
)

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
