"""Notices about customers' systems."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    text,
)

from catalog.store.columns import identifier, instant, metadata, organisation_id

_OPEN = text("settled_at IS NULL")

SYSTEM_NOTICE = Table(
    "system_notice",
    metadata,
    identifier("id", primary_key=True),
    organisation_id(),
    Column("source", String(250), nullable=False),
    Column("notice_key", String(200), nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("system", String(200), nullable=True),
    Column("percent_used", Integer, nullable=True),
    Column("release", String(200), nullable=True),
    instant("noticed_at"),
    instant("settled_at", nullable=True),
    # Who serves the customer: a copy of what identity announces, as contracts have it.
    identifier("partner_id", nullable=True),
    identifier("contact_person_id", nullable=True),
    Column("customer_name", String(200), nullable=False),
    # The contact of now is told once; the next one is told as well.
    identifier("told_person_id", nullable=True),
    instant("told_at", nullable=True),
    instant("next_ask_at"),
    UniqueConstraint("source", "notice_key"),
    CheckConstraint("kind IN ('storage_low', 'update_due')", name="kind"),
    CheckConstraint("partner_id IS NOT NULL OR contact_person_id IS NULL", name="contact"),
    Index("ix_system_notice_organisation_id", "organisation_id"),
    Index("ix_system_notice_all", "partner_id", "noticed_at", "id", postgresql_where=_OPEN),
    Index(
        "ix_system_notice_own",
        "partner_id",
        "contact_person_id",
        "noticed_at",
        "id",
        postgresql_where=_OPEN,
    ),
    Index("ix_system_notice_next_ask_at", "next_ask_at", postgresql_where=_OPEN),
)
