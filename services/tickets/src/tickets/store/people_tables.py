"""Who has to do with an organisation's requests."""

from sqlalchemy import CheckConstraint, Column, String, Table

from tickets.store.columns import identifier, instant, metadata

PARTICIPANT = Table(
    "participant",
    metadata,
    identifier("organisation_id", primary_key=True),
    identifier("person_id", primary_key=True),
    Column("name", String(200), nullable=False),
    Column("email", String(320), nullable=False),
    Column("language", String(2), nullable=False),
    instant("refreshed_at"),
    CheckConstraint("language IN ('de', 'en')", name="language"),
)
