"""What proves a person besides the password, and the sign-ins that wait for it."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import UUID

from identity.store.columns import identifier, instant, metadata, reference

# A person's authenticator app; not asked for until a code has confirmed it.
TOTP_FACTOR = Table(
    "totp_factor",
    metadata,
    reference("person_id", "person.id", primary_key=True),
    # Encrypted for this person alone, under a key that is not in the database.
    Column("sealed_secret", LargeBinary, nullable=False),
    instant("begun_at"),
    instant("confirmed_at", nullable=True),
    # A code is good once: only a later step moves this on.
    Column("last_step", BigInteger, nullable=False, server_default=text("0")),
)

RECOVERY_CODE = Table(
    "recovery_code",
    metadata,
    reference("person_id", "person.id", primary_key=True),
    Column("code_sha256", LargeBinary, primary_key=True),
    instant("created_at"),
    instant("used_at", nullable=True),
    CheckConstraint("octet_length(code_sha256) = 32", name="code_sha256"),
)

# In a table of its own: what is not a session yet cannot be taken for one.
PENDING_SIGN_IN = Table(
    "pending_sign_in",
    metadata,
    identifier(primary_key=True),
    reference("person_id", "person.id"),
    # Where the person wanted to act; looked up again when the sign-in is completed.
    Column("organisation_id", UUID(as_uuid=True), nullable=True),
    # Whose identity provider let him in so far, in place of the password.
    reference("vouched_by", "organisation.id", nullable=True),
    Column("token_sha256", LargeBinary, nullable=False),
    Column("tries", Integer, nullable=False, server_default=text("0")),
    instant("opened_at"),
    UniqueConstraint("token_sha256"),
    CheckConstraint("octet_length(token_sha256) = 32", name="token_sha256"),
    Index("ix_pending_sign_in_person_id", "person_id"),
    Index("ix_pending_sign_in_opened_at", "opened_at"),
)
