"""Departments of the vendor, and who is in them: no organisation's."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from tickets.store.columns import identifier, instant, metadata

DEPARTMENT = Table(
    "department",
    metadata,
    Column("key", String(50), primary_key=True),
    Column("label", JSONB, nullable=False),
    Column("is_default", Boolean, nullable=False),
    Column("version", Integer, nullable=False, server_default=text("1")),
    # Where what fits nowhere else goes, so that nothing is lost.
    Index("uq_department_default", "is_default", unique=True, postgresql_where=text("is_default")),
)

DEPARTMENT_MEMBER = Table(
    "department_member",
    metadata,
    Column("department", String(50), ForeignKey("department.key"), primary_key=True),
    identifier("person_id", primary_key=True),
    Column("name", String(200), nullable=False),
    Column("email", String(320), nullable=False),
    Column("language", String(2), nullable=False),
    Column("is_told", Boolean, nullable=False),
    Column("is_responsible", Boolean, nullable=False),
    # When identity last told of the person by itself; what is older is not taken over.
    instant("told_at", nullable=True),
    CheckConstraint("language IN ('de', 'en')", name="language"),
    # One at most takes care of what comes in.
    Index(
        "uq_department_member_responsible",
        "department",
        unique=True,
        postgresql_where=text("is_responsible"),
    ),
    Index("ix_department_member_person_id", "person_id"),
)
