"""Two clocks, holds per case, and restricted documents."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.migrations import allow_updates_of, protect_by_organisation

revision = "0006"
down_revision = "0005"

_UUID = postgresql.UUID(as_uuid=True)
_INSTANT = sa.DateTime(timezone=True)
# As the rules say it, of documents that came before there were two clocks.
_RETAINED = """
    UPDATE document SET retained_through = greatest(
        available_until,
        least(make_date(
            least(extract(year FROM issued_on)::int
                + CASE WHEN document_type IN ('reminder', 'letter') THEN 6 ELSE 8 END, 9999),
            12, 31
        ), (received_at AT TIME ZONE 'Europe/Berlin' + interval '11 years')::date - 2)
    )
"""


def upgrade() -> None:
    op.add_column("document", sa.Column("retained_through", sa.Date))
    op.add_column("document", sa.Column("restricted_at", _INSTANT))
    # Row-level security holds for the owner too.
    op.execute("SELECT set_config('app.every_organisation', 'on', true)")
    op.execute(_RETAINED)
    op.execute("SELECT set_config('app.every_organisation', '', true)")
    op.alter_column("document", "retained_through", nullable=False)
    _create_holds()
    _create_restrictions()


def _create_holds() -> None:
    op.create_table(
        "legal_hold",
        sa.Column("id", _UUID, primary_key=True),
        sa.Column("organisation_id", _UUID, nullable=False),
        sa.Column("document_id", _UUID, sa.ForeignKey("document.id")),
        sa.Column("case_id", sa.String(100), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("placed_at", _INSTANT, nullable=False),
        sa.Column("placed_by", sa.String(255), nullable=False),
        sa.Column("released_at", _INSTANT),
        sa.Column("released_by", sa.String(255)),
        sa.Column("release_reason", sa.Text),
        sa.CheckConstraint(
            "(released_at IS NULL) = (released_by IS NULL)"
            " AND (released_at IS NULL) = (release_reason IS NULL)",
            name=op.f("ck_legal_hold_release_whole"),
        ),
    )
    for name, columns, condition in (
        ("uq_legal_hold_of_case_on_document", ["case_id", "document_id"], "IS NOT NULL"),
        ("uq_legal_hold_of_case_on_customer", ["case_id", "organisation_id"], "IS NULL"),
    ):
        op.create_index(
            name,
            "legal_hold",
            columns,
            unique=True,
            postgresql_where=sa.text(f"released_at IS NULL AND document_id {condition}"),
        )
    for column in ("document_id", "organisation_id"):
        op.create_index(
            f"ix_legal_hold_{column}",
            "legal_hold",
            [column],
            postgresql_where=sa.text("released_at IS NULL"),
        )
    op.create_table(
        "hold_in_store",
        sa.Column("document_id", _UUID, sa.ForeignKey("document.id"), primary_key=True),
        sa.Column("organisation_id", _UUID, nullable=False),
        sa.Column("placed_at", _INSTANT, nullable=False),
    )
    op.create_index("ix_hold_in_store_organisation_id", "hold_in_store", ["organisation_id"])
    protect_by_organisation("legal_hold")
    protect_by_organisation("hold_in_store")
    allow_updates_of("legal_hold", "released_at", "released_by", "release_reason")


def _create_restrictions() -> None:
    op.create_table(
        "restriction",
        sa.Column("id", _UUID, primary_key=True),
        sa.Column("organisation_id", _UUID, nullable=False),
        sa.Column("document_id", _UUID, sa.ForeignKey("document.id"), nullable=False),
        sa.Column("ground", sa.String(30), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("placed_at", _INSTANT, nullable=False),
        sa.Column("placed_by", sa.String(255), nullable=False),
        sa.Column("lifted_at", _INSTANT),
        sa.Column("lifted_by", sa.String(255)),
        sa.Column("lift_reason", sa.Text),
        sa.CheckConstraint(
            "ground IN ('gdpr_article_18', 'portal_window_over')",
            name=op.f("ck_restriction_ground_known"),
        ),
        sa.CheckConstraint(
            "(lifted_at IS NULL) = (lifted_by IS NULL)"
            " AND (lifted_at IS NULL) = (lift_reason IS NULL)",
            name=op.f("ck_restriction_lifting_whole"),
        ),
    )
    op.create_index(
        "uq_restriction_in_force",
        "restriction",
        ["document_id"],
        unique=True,
        postgresql_where=sa.text("lifted_at IS NULL"),
    )
    op.create_index("ix_restriction_organisation_id", "restriction", ["organisation_id", "id"])
    protect_by_organisation("restriction")
    allow_updates_of("restriction", "lifted_at", "lifted_by", "lift_reason")
