"""What is still known of requests that were erased, and which people are to be."""

from sqlalchemy import BigInteger, Column, Date, Index, SmallInteger, String, Table, text
from sqlalchemy.dialects.postgresql import JSONB

from tickets.store.columns import identifier, instant, metadata

ERASED_REQUEST = Table(
    "erased_request",
    metadata,
    # The number alone: no organisation, no person, no words.
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(50), nullable=False),
    Column("department", String(50), nullable=False),
    Column("priority", String(10), nullable=False),
    Column("channel", String(10), nullable=False),
    Column("opened_on", Date, nullable=False),
    Column("closed_on", Date, nullable=False),
    Column("stars", SmallInteger, nullable=True),
    instant("erased_at"),
)

PERSON_ERASURE = Table(
    "person_erasure",
    metadata,
    identifier("person_id", primary_key=True),
    identifier("ordered_by"),
    instant("ordered_at"),
    instant("finished_at", nullable=True),
    # Columns in which something still led to him when he was erased.
    Column("leftovers", JSONB, nullable=False),
    Index("ix_person_erasure_waiting", "ordered_at", postgresql_where=text("finished_at IS NULL")),
)
