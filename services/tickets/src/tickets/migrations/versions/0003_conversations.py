"""Conversations, shares, who has read what, and when something last happened for whom."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, UUID

from chassis.migrations import protect_by_organisation

revision = "0003"
down_revision = "0002"


def _id(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, UUID(as_uuid=True), nullable=nullable)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    _date_requests()
    _create_entries()
    _create_shares()
    op.create_table(
        "request_reading",
        _id("organisation_id"),
        _id("request_id"),
        _id("person_id"),
        sa.Column("read_through", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("request_id", "person_id", name=op.f("pk_request_reading")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["request.id"], name=op.f("fk_request_reading_request_id")
        ),
    )
    protect_by_organisation("request_reading")


def _date_requests() -> None:
    for name in ("public_active_at", "customer_active_at", "vendor_active_at", "partner_active_at"):
        # The code before this migration does not know them.
        op.add_column(
            "request",
            sa.Column(
                name, sa.DateTime(timezone=True), nullable=False, server_default=sa.text("now()")
            ),
        )
    op.add_column(
        "request", sa.Column("entries", sa.Integer, nullable=False, server_default=sa.text("0"))
    )
    op.execute("SET LOCAL app.every_organisation = 'on'")
    op.execute(
        "UPDATE request SET public_active_at = opened_at, customer_active_at = opened_at,"
        " vendor_active_at = opened_at, partner_active_at = opened_at"
    )
    op.create_index(
        "ix_request_of_requester_by_activity",
        "request",
        ["organisation_id", "requester_id", "customer_active_at", "id"],
    )
    op.create_index(
        "ix_request_open_of_requester",
        "request",
        ["organisation_id", "requester_id", "state"],
        postgresql_where="state <> 'closed'",
    )


def _create_entries() -> None:
    op.create_table(
        "entry",
        _id("id"),
        _id("organisation_id"),
        _id("request_id"),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("audience", sa.String(10), nullable=False),
        _id("author_id", nullable=True),
        sa.Column("side", sa.String(10), nullable=False),
        _instant("at"),
        sa.Column("body", sa.Text, nullable=True),
        sa.Column("change", sa.String(30), nullable=True),
        sa.Column("details", JSONB, nullable=False),
        sa.Column("idempotency_key", sa.String(200), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_entry_request_id")),
        sa.UniqueConstraint("request_id", "number", name=op.f("uq_entry_request_id_number")),
        sa.CheckConstraint(
            "audience IN ('public', 'vendor', 'customer', 'partner')",
            name=op.f("ck_entry_audience"),
        ),
        sa.CheckConstraint(
            "side IN ('customer', 'vendor', 'partner', 'system')", name=op.f("ck_entry_side")
        ),
        sa.CheckConstraint(
            "(kind = 'comment' AND body <> '' AND author_id IS NOT NULL)"
            " OR (kind = 'change' AND body IS NULL AND change IS NOT NULL)",
            name=op.f("ck_entry_kind"),
        ),
    )
    op.create_index(
        "uq_entry_idempotency_key",
        "entry",
        ["request_id", "author_id", "idempotency_key"],
        unique=True,
        postgresql_where="idempotency_key IS NOT NULL",
    )
    op.create_index(
        "ix_entry_organisation_id_request_id_number",
        "entry",
        ["organisation_id", "request_id", "number"],
    )
    protect_by_organisation("entry")


def _create_shares() -> None:
    op.create_table(
        "request_share",
        _id("organisation_id"),
        _id("request_id"),
        sa.Column("grantee", sa.String(60), nullable=False),
        _id("partner_id", nullable=True),
        sa.Column("may_edit", sa.Boolean, nullable=False),
        _instant("ends_at", nullable=True),
        _id("shared_by"),
        _instant("shared_at"),
        sa.PrimaryKeyConstraint("request_id", "grantee", name=op.f("pk_request_share")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["request.id"], name=op.f("fk_request_share_request_id")
        ),
        sa.CheckConstraint(
            "(partner_id IS NULL) = (grantee NOT LIKE 'partner:%')",
            name=op.f("ck_request_share_partner_is_named"),
        ),
    )
    op.create_index(
        "ix_request_share_organisation_id_grantee_request_id",
        "request_share",
        ["organisation_id", "grantee", "request_id"],
    )
    op.create_index(
        "ix_request_share_partner_id_request_id",
        "request_share",
        ["partner_id", "request_id"],
        postgresql_where="partner_id IS NOT NULL",
    )
    protect_by_organisation("request_share")
    # A partner's people are shown, beside their own organisation's rows, what names their partner.
    op.execute(
        "CREATE POLICY of_partner ON request_share FOR SELECT"
        " USING (partner_id = nullif(current_setting('app.organisation', true), '')::uuid)"
    )
