"""Who has to do with an organisation's requests."""

from sqlalchemy import CheckConstraint, Column, Index, String, Table

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
    # When identity was last asked about him in his own name; of others it does not tell everything.
    instant("heard_at", nullable=True),
    # When identity last told of the person by itself; what is older is not taken over.
    instant("told_at", nullable=True),
    CheckConstraint("language IN ('de', 'en')", name="language"),
    Index("ix_participant_person_id", "person_id"),
)
