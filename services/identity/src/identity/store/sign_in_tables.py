"""What is counted and mailed before anybody is signed in."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import UUID

from identity.store.columns import identifier, instant, metadata, reference

# Kept for unknown addresses too, so that being slowed down tells nothing (FD-19); only digests.
SIGN_IN_ATTEMPT = Table(
    "sign_in_attempt",
    metadata,
    Column("address_sha256", LargeBinary, primary_key=True),
    # Empty for network addresses from which nobody has signed in to this account before.
    Column("client_sha256", LargeBinary, primary_key=True),
    Column("failures", Integer, nullable=False),
    instant("last_at"),
    instant("next_at"),
    Index("ix_sign_in_attempt_last_at", "last_at"),
)

KNOWN_CLIENT = Table(
    "known_client",
    metadata,
    Column("address_sha256", LargeBinary, primary_key=True),
    Column("client_sha256", LargeBinary, primary_key=True),
    instant("last_at"),
    Index("ix_known_client_last_at", "last_at"),
)

# Links that prove an address. Kept for addresses too that are sent none, unknown ones or taken
# ones: asking takes the same path (FD-20).
MAILED_LINK = Table(
    "mailed_link",
    metadata,
    identifier(primary_key=True),
    Column("purpose", String(20), nullable=False),
    Column("email", String(254), nullable=False),
    Column("email_key", String(254), nullable=False),
    Column("language", String(2), nullable=False),
    Column("token_sha256", LargeBinary, nullable=False),
    instant("created_at"),
    instant("expires_at"),
    instant("used_at", nullable=True),
    instant("replaced_at", nullable=True),
    # Who asked while signed in, and in which session; it may be over by now.
    reference("person_id", "person.id", nullable=True),
    Column("session_id", UUID(as_uuid=True), nullable=True),
    UniqueConstraint("token_sha256"),
    CheckConstraint(
        "purpose IN ('password_reset', 'registration', 'email_change')", name="purpose"
    ),
    CheckConstraint(
        "(purpose = 'email_change') = (person_id IS NOT NULL)"
        " AND (person_id IS NULL) = (session_id IS NULL)",
        name="asker",
    ),
    CheckConstraint("language IN ('de', 'en')", name="language"),
    CheckConstraint("octet_length(token_sha256) = 32", name="token_sha256"),
    CheckConstraint("used_at IS NULL OR replaced_at IS NULL", name="one_end"),
    # One open link per purpose and address: a new one replaces the old. Two people may want to
    # sign in with the same address; there it is one for each of them.
    Index(
        "uq_mailed_link_open",
        "purpose",
        "email_key",
        unique=True,
        postgresql_where="used_at IS NULL AND replaced_at IS NULL AND person_id IS NULL",
    ),
    Index(
        "uq_mailed_link_open_of_person",
        "purpose",
        "person_id",
        unique=True,
        postgresql_where="used_at IS NULL AND replaced_at IS NULL AND person_id IS NOT NULL",
    ),
    Index("ix_mailed_link_created_at", "created_at"),
)

# How often somebody asked for something within the present hour; only digests.
FLOOD_COUNT = Table(
    "flood_count",
    metadata,
    Column("key_sha256", LargeBinary, primary_key=True),
    Column("count", Integer, nullable=False),
    instant("began_at"),
    Index("ix_flood_count_began_at", "began_at"),
)

# How often a wrong code of an invitation was typed. Counted where nobody is invited too, so that
# no answer tells by its time (FD-19): such a subject is made of the address, and none else.
WRONG_CODE_COUNT = Table(
    "wrong_code_count",
    metadata,
    identifier("subject", primary_key=True),
    Column("count", Integer, nullable=False),
    instant("counted_at"),
)
