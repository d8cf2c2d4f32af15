"""The words of requests and of what is said about them, each with whom it is for."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, String, Table
from sqlalchemy.dialects.postgresql import UUID

from tickets.store.columns import identifier, metadata

# Under row-level security no index of PostgreSQL's own for texts is used (docs/adr/0027): words are
# rows, compared as plain texts.
REQUEST_WORD = Table(
    "request_word",
    metadata,
    identifier("organisation_id"),
    Column(
        "request_id",
        UUID(as_uuid=True),
        ForeignKey("request.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("audience", String(10), primary_key=True),
    Column("word", String(60, collation="C"), primary_key=True),
    CheckConstraint("audience IN ('public', 'vendor', 'customer', 'partner')", name="audience"),
    # Whose they are is read from the index too: a look whether a word is rare reads no table.
    Index(
        "ix_request_word_word",
        "word",
        "request_id",
        "audience",
        postgresql_include=["organisation_id"],
    ),
)
