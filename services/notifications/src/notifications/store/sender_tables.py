"""Who organisations' mails are from, and which people want no news."""

from sqlalchemy import Boolean, Column, DateTime, String, Table
from sqlalchemy.dialects.postgresql import UUID

from notifications.store.tables import metadata

_INSTANT = DateTime(timezone=True)

# What an organisation has entered; without a row the platform's own name, and history is kept.
SENDER = Table(
    "sender",
    metadata,
    Column("organisation_id", UUID(as_uuid=True), primary_key=True),
    Column("sender_name", String(100), nullable=True),
    Column("reply_to", String(254), nullable=True),
    Column("keeps_history", Boolean, nullable=False),
    Column("changed_at", _INSTANT, nullable=False),
    Column("changed_by", String(255), nullable=False),
)

# A person belongs to no organisation alone; who is not here gets news (SE-04).
NEWS_CHOICE = Table(
    "news_choice",
    metadata,
    Column("person_id", UUID(as_uuid=True), primary_key=True),
    Column("news", Boolean, nullable=False),
    Column("changed_at", _INSTANT, nullable=False),
)

# What the links in news are good for, by the digests of their tokens.
UNSUBSCRIBE_LINK = Table(
    "unsubscribe_link",
    metadata,
    Column("token_sha256", String(64), primary_key=True),
    Column("person_id", UUID(as_uuid=True), nullable=False),
    Column("created_at", _INSTANT, nullable=False, index=True),
)
