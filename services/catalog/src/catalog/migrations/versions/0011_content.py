"""What the vendor writes and publishes, and who has confirmed important notices."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR, UUID

from chassis.migrations import allow_updates_of, protect_by_organisation

revision = "0011"
down_revision = "0010"

# The six headings of the questions that customers ask, to begin with.
_CATEGORIES = (
    ("general", "Allgemeines", "General"),
    ("access", "Anmeldung und Zugänge", "Sign-in and access"),
    ("billing", "Rechnungen und Belege", "Invoices and documents"),
    ("requests", "Anfragen und Service", "Requests and service"),
    ("packages", "Pakete und Verträge", "Packages and contracts"),
    ("privacy", "Datenschutz und Sicherheit", "Privacy and security"),
)


def upgrade() -> None:
    categories = op.create_table(
        "content_category",
        sa.Column("key", sa.String(50), nullable=False),
        sa.Column("name_de", sa.String(200), nullable=False),
        sa.Column("name_en", sa.String(200), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_content_category")),
    )
    op.bulk_insert(
        categories,
        [
            {"key": key, "name_de": german, "name_en": english, "position": place * 10}
            for place, (key, german, english) in enumerate(_CATEGORIES, 1)
        ],
    )
    _create_content()
    _create_publications()
    op.create_table(
        "notice_confirmation",
        sa.Column("organisation_id", UUID(as_uuid=True), nullable=False),
        sa.Column("person_id", UUID(as_uuid=True), nullable=False),
        sa.Column("content_id", UUID(as_uuid=True), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(
            "organisation_id",
            "person_id",
            "content_id",
            "version",
            name=op.f("pk_notice_confirmation"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.organisation_id"],
            name=op.f("fk_notice_confirmation_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["content_id"], ["content.id"], name=op.f("fk_notice_confirmation_content_id")
        ),
    )
    protect_by_organisation("notice_confirmation")


def _create_content() -> None:
    op.create_table(
        "content",
        sa.Column("id", UUID(as_uuid=True), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("newest_version", sa.Integer, nullable=False),
        sa.Column("published_version", sa.Integer, nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content")),
        sa.CheckConstraint(
            "kind IN ('announcement', 'faq', 'article', 'lesson', 'seminar', 'video')",
            name=op.f("ck_content_kind"),
        ),
        sa.CheckConstraint("published_version <= newest_version", name=op.f("ck_content_versions")),
        sa.CheckConstraint(
            "published_version IS NULL OR published_at IS NOT NULL",
            name=op.f("ck_content_published"),
        ),
    )
    op.create_table(
        "content_version",
        sa.Column("content_id", UUID(as_uuid=True), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("title_de", sa.String(200), nullable=False),
        sa.Column("title_en", sa.String(200), nullable=False),
        sa.Column("text_de", sa.Text, nullable=False),
        sa.Column("text_en", sa.Text, nullable=False),
        sa.Column("topic", sa.String(20), nullable=True),
        sa.Column("importance", sa.String(20), nullable=False),
        sa.Column("valid_through", sa.Date, nullable=True),
        sa.Column("category", sa.String(50), nullable=True),
        sa.Column("as_of", sa.Date, nullable=True),
        sa.Column("audience", ARRAY(sa.String(20)), nullable=False),
        sa.Column("video_url", sa.String(500), nullable=True),
        sa.Column("minutes", sa.Integer, nullable=True),
        sa.Column("written_by", UUID(as_uuid=True), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("content_id", "version", name=op.f("pk_content_version")),
        sa.ForeignKeyConstraint(
            ["content_id"], ["content.id"], name=op.f("fk_content_version_content_id")
        ),
        sa.ForeignKeyConstraint(
            ["category"], ["content_category.key"], name=op.f("fk_content_version_category")
        ),
        sa.CheckConstraint(
            "importance IN ('news', 'required')", name=op.f("ck_content_version_importance")
        ),
        sa.CheckConstraint(
            "topic IN ('product', 'feature', 'event')", name=op.f("ck_content_version_topic")
        ),
    )
    allow_updates_of("content_version")


def _create_publications() -> None:
    op.create_table(
        "publication",
        sa.Column("content_id", UUID(as_uuid=True), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("topic", sa.String(20), nullable=True),
        sa.Column("importance", sa.String(20), nullable=False),
        sa.Column("valid_through", sa.Date, nullable=True),
        sa.Column("category", sa.String(50), nullable=True),
        sa.Column("audience", ARRAY(sa.String(20)), nullable=False),
        sa.Column("sorted_de", sa.String(400), nullable=False),
        sa.Column("sorted_en", sa.String(400), nullable=False),
        sa.Column("found_de", TSVECTOR, nullable=False),
        sa.Column("found_en", TSVECTOR, nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("content_id", name=op.f("pk_publication")),
        sa.ForeignKeyConstraint(
            ["content_id", "version"],
            ["content_version.content_id", "content_version.version"],
            name=op.f("fk_publication_content_id_version"),
        ),
    )
    for language in ("de", "en"):
        op.create_index(
            f"ix_publication_found_{language}",
            "publication",
            [f"found_{language}"],
            postgresql_using="gin",
        )
        op.create_index(
            f"ix_publication_sorted_{language}",
            "publication",
            ["kind", f"sorted_{language}", "content_id"],
        )
    op.create_index(
        "ix_publication_published_at", "publication", ["kind", "published_at", "content_id"]
    )
