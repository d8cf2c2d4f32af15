"""The words of requests, by which the vendor's people find them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import UUID

from chassis.migrations import protect_by_organisation

revision = "0014"
down_revision = "0013"

# As `domain/search_words.py` folds them, but for accents that are not German.
_FOLDED = (
    "replace(replace(replace(replace(lower({}), 'ä', 'ae'), 'ö', 'oe'), 'ü', 'ue'), 'ß', 'ss')"
)


def upgrade() -> None:
    op.create_table(
        "request_word",
        sa.Column("organisation_id", UUID(as_uuid=True), nullable=False),
        sa.Column("request_id", UUID(as_uuid=True), nullable=False),
        sa.Column("audience", sa.String(10), nullable=False),
        sa.Column("word", sa.String(60, collation="C"), nullable=False),
        sa.PrimaryKeyConstraint("request_id", "audience", "word", name=op.f("pk_request_word")),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["request.id"],
            name=op.f("fk_request_word_request_id"),
            ondelete="CASCADE",
        ),
        sa.CheckConstraint(
            "audience IN ('public', 'vendor', 'customer', 'partner')",
            name=op.f("ck_request_word_audience"),
        ),
    )
    op.execute("SET LOCAL app.every_organisation = 'on'")
    for source, audience, texts in (
        ("request", "'public'", "title || ' ' || description"),
        ("entry", "audience", "coalesce(body, '')"),
    ):
        request_id = "id" if source == "request" else "request_id"
        op.execute(
            "INSERT INTO request_word (organisation_id, request_id, audience, word)"  # noqa: S608 - our own tables
            f" SELECT DISTINCT organisation_id, {request_id}, {audience}, left(found, 60)"
            f" FROM {source}, regexp_split_to_table({_FOLDED.format(texts)}, '[^[:alnum:]]+') found"
            " WHERE found <> '' ON CONFLICT DO NOTHING"
        )
    op.create_index(
        "ix_request_word_word_request_id", "request_word", ["word", "request_id", "audience"]
    )
    protect_by_organisation("request_word")
