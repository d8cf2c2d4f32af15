"""Passkeys, and the questions that were asked of them."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import UUID

from identity.store.columns import identifier, instant, metadata, reference, text_list

PASSKEY = Table(
    "passkey",
    metadata,
    identifier(primary_key=True),
    reference("person_id", "person.id"),
    Column("credential_id", LargeBinary, nullable=False),
    # COSE; nothing here is secret.
    Column("public_key", LargeBinary, nullable=False),
    # Only ever grows: an answer with an older count comes from a copy.
    Column("sign_count", BigInteger, nullable=False),
    Column("name", String(60), nullable=False),
    text_list("transports"),
    Column("is_backed_up", Boolean, nullable=False),
    instant("created_at"),
    instant("last_used_at", nullable=True),
    UniqueConstraint("credential_id"),
    CheckConstraint("octet_length(credential_id) BETWEEN 1 AND 1023", name="credential_id"),
    Index("ix_passkey_person_id", "person_id"),
)

# Good once: whoever deletes the row may use the answer.
PASSKEY_CHALLENGE = Table(
    "passkey_challenge",
    metadata,
    Column("value", LargeBinary, primary_key=True),
    Column("purpose", String(20), nullable=False),
    reference("person_id", "person.id", nullable=True),
    Column("asked_in", UUID(as_uuid=True), nullable=True),
    instant("asked_at"),
    CheckConstraint("purpose IN ('register', 'sign_in', 'second_factor')", name="purpose"),
    CheckConstraint("(purpose = 'sign_in') = (person_id IS NULL)", name="person_id"),
    Index("ix_passkey_challenge_asked_at", "asked_at"),
    Index("ix_passkey_challenge_person_id", "person_id"),
)
