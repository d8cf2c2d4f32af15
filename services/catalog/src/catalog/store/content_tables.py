"""What the vendor writes, what of it is published, and who has confirmed what.

The vendor's texts are the same for every organisation: no tenant's rows, no row-level security.
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR, UUID

from catalog.store.columns import identifier, instant, metadata, organisation_id

_KINDS = "kind IN ('announcement', 'faq', 'article', 'lesson', 'seminar', 'video')"

CONTENT_CATEGORY = Table(
    "content_category",
    metadata,
    Column("key", String(50), primary_key=True),
    Column("name_de", String(200), nullable=False),
    Column("name_en", String(200), nullable=False),
    Column("position", Integer, nullable=False),
)

CONTENT = Table(
    "content",
    metadata,
    identifier("id", primary_key=True),
    Column("kind", String(20), nullable=False),
    # Whoever writes the next version holds this row.
    Column("newest_version", Integer, nullable=False),
    Column("published_version", Integer, nullable=True),
    instant("begun_at"),
    # When readers saw it first; stays when it is withdrawn.
    instant("published_at", nullable=True),
    CheckConstraint(_KINDS, name="kind"),
    CheckConstraint("published_version <= newest_version", name="versions"),
    CheckConstraint("published_version IS NULL OR published_at IS NOT NULL", name="published"),
)

# Added to and read, never changed: what was once published can be looked up.
CONTENT_VERSION = Table(
    "content_version",
    metadata,
    Column("content_id", UUID(as_uuid=True), ForeignKey("content.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("title_de", String(200), nullable=False),
    Column("title_en", String(200), nullable=False),
    Column("text_de", Text, nullable=False),
    Column("text_en", Text, nullable=False),
    Column("topic", String(20), nullable=True),
    Column("importance", String(20), nullable=False),
    Column("valid_through", Date, nullable=True),
    Column("category", String(50), ForeignKey("content_category.key"), nullable=True),
    Column("as_of", Date, nullable=True),
    Column("audience", ARRAY(String(20)), nullable=False),
    Column("video_url", String(500), nullable=True),
    Column("minutes", Integer, nullable=True),
    identifier("written_by"),
    instant("written_at"),
    CheckConstraint("importance IN ('news', 'required')", name="importance"),
    CheckConstraint("topic IN ('product', 'feature', 'event')", name="topic"),
)

# What readers see and find: one row for each thing that is published.
PUBLICATION = Table(
    "publication",
    metadata,
    Column("content_id", UUID(as_uuid=True), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("topic", String(20), nullable=True),
    Column("importance", String(20), nullable=False),
    Column("valid_through", Date, nullable=True),
    Column("category", String(50), nullable=True),
    Column("audience", ARRAY(String(20)), nullable=False),
    # Titles as they are sorted.
    Column("sorted_de", String(400), nullable=False),
    Column("sorted_en", String(400), nullable=False),
    Column("found_de", TSVECTOR, nullable=False),
    Column("found_en", TSVECTOR, nullable=False),
    instant("published_at"),
    ForeignKeyConstraint(
        ["content_id", "version"], ["content_version.content_id", "content_version.version"]
    ),
    Index("ix_publication_found_de", "found_de", postgresql_using="gin"),
    Index("ix_publication_found_en", "found_en", postgresql_using="gin"),
    Index("ix_publication_published_at", "kind", "published_at", "content_id"),
    Index("ix_publication_sorted_de", "kind", "sorted_de", "content_id"),
    Index("ix_publication_sorted_en", "kind", "sorted_en", "content_id"),
)

# Who has confirmed which version of an important notice.
NOTICE_CONFIRMATION = Table(
    "notice_confirmation",
    metadata,
    organisation_id(primary_key=True),
    Column("person_id", UUID(as_uuid=True), primary_key=True),
    Column("content_id", UUID(as_uuid=True), ForeignKey("content.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    instant("confirmed_at"),
)
