"""Whom we have reminded of risks."""

from sqlalchemy import Column, String, Table

from identity.store.columns import instant, metadata, reference

# One row per organisation and ISO week decides who reminds; the vendor's own says that all are.
RISK_REMINDER = Table(
    "risk_reminder",
    metadata,
    reference("organisation_id", "organisation.id", primary_key=True),
    Column("week", String(8), primary_key=True),
    instant("reminded_at"),
)
