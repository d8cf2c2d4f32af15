"""Accounts of organisations' own systems."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    Index,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    func,
)
from sqlalchemy.dialects.postgresql import ARRAY

from identity.store.columns import identifier, instant, metadata, reference, text_list

MACHINE_ACCOUNT = Table(
    "machine_account",
    metadata,
    identifier(primary_key=True),
    reference("organisation_id", "organisation.id"),
    # Grows with everything that is told of it, also when only the contract's end moves.
    Column("version", BigInteger, nullable=False),
    Column("name", String(200), nullable=False),
    Column("token_sha256", LargeBinary, nullable=False),
    text_list("areas"),
    # None: every type of document, later ones too.
    Column("document_types", ARRAY(Text), nullable=True),
    Column("created_by", String(255), nullable=False),
    instant("created_at"),
    instant("token_made_at"),
    Column("last_used_on", Date, nullable=True),
    instant("revoked_at", nullable=True),
    UniqueConstraint("token_sha256"),
    CheckConstraint("octet_length(token_sha256) = 32", name="token_sha256"),
    CheckConstraint(
        "areas <@ ARRAY['documents', 'requests', 'orders', 'contracts'] AND areas <> '{}'",
        name="areas",
    ),
    CheckConstraint("document_types IS NULL OR 'documents' = ANY (areas)", name="document_types"),
)

# Who creates one twice, because the answer was lost, finds the first in the list.
Index(
    "uq_machine_account_name",
    MACHINE_ACCOUNT.c.organisation_id,
    func.lower(MACHINE_ACCOUNT.c.name),
    unique=True,
    postgresql_where="revoked_at IS NULL",
)
Index("ix_machine_account_organisation_id", MACHINE_ACCOUNT.c.organisation_id)
