"""Announcements that are being mailed, and how far that has come."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, String, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, UUID

from identity.store.columns import instant, metadata

# The vendor's own, for people of many organisations: no tenant's rows.
ANNOUNCEMENT_MAILING = Table(
    "announcement_mailing",
    metadata,
    Column("content_id", UUID(as_uuid=True), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("importance", String(20), nullable=False),
    Column("audience", ARRAY(Text), nullable=False),
    Column("title_de", String(200), nullable=False),
    Column("title_en", String(200), nullable=False),
    Column("summary_de", String(500), nullable=False),
    Column("summary_en", String(500), nullable=False),
    # Everybody up to this person, in the order of ids, has been told.
    Column("told_through", UUID(as_uuid=True), nullable=True),
    instant("begun_at"),
    instant("finished_at", nullable=True),
    CheckConstraint("importance IN ('news', 'required')", name="importance"),
    Index("ix_announcement_mailing_begun_at", "begun_at", postgresql_where="finished_at IS NULL"),
)
