"""Mails that came for requests."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, String, Table
from sqlalchemy.dialects.postgresql import JSONB

from tickets.store.columns import identifier, instant, metadata

INCOMING_MAIL = Table(
    "incoming_mail",
    metadata,
    # Made of the digest, so a mail that is taken in again is the same mail.
    identifier("id", primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),
    # Known once the mail is taken.
    identifier("organisation_id", nullable=True),
    identifier("request_id", nullable=True),
    Column("state", String(10), nullable=False),
    Column("reason", String(50), nullable=True),
    Column("sender", String(254), nullable=False),
    Column("subject", String(200), nullable=False),
    # What it says; its bytes, and those of its files, lie in the object store.
    Column("content", JSONB, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    instant("received_at"),
    CheckConstraint("state IN ('asked', 'taken', 'parked', 'ignored')", name="state"),
    CheckConstraint("(state IN ('parked', 'ignored')) = (reason IS NOT NULL)", name="reason"),
    CheckConstraint(
        "state <> 'taken' OR (organisation_id IS NOT NULL AND request_id IS NOT NULL)",
        name="taken",
    ),
    Index("ix_incoming_mail_state_received_at", "state", "received_at", "id"),
    Index("ix_incoming_mail_sender_received_at", "sender", "received_at"),
)
