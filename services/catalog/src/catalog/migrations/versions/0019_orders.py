"""Orders of consumables, and how far each is."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from chassis.migrations import protect_by_organisation

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.execute(sa.schema.CreateSequence(sa.Sequence("customer_order_number", start=1001)))
    op.create_table(
        "customer_order",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("organisation_id", sa.UUID(), nullable=False),
        sa.Column(
            "number",
            sa.BigInteger(),
            server_default=sa.text("nextval('customer_order_number')"),
            nullable=False,
        ),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("erp_source", sa.String(250), nullable=True),
        sa.Column("erp_number", sa.String(200), nullable=True),
        sa.Column("ordered_by", sa.UUID(), nullable=True),
        sa.Column("ordering_key", sa.String(200), nullable=True),
        sa.Column("ordering_digest", sa.String(64), nullable=True),
        sa.Column("reference", sa.String(200), nullable=True),
        sa.Column("note", sa.String(1000), nullable=True),
        sa.Column("delivery", JSONB(), nullable=True),
        sa.Column("lines", JSONB(), nullable=False),
        sa.Column("carrier", sa.String(200), nullable=True),
        sa.Column("tracking_url", sa.String(1000), nullable=True),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("search_text", sa.Text(collation="C"), nullable=False),
        sa.CheckConstraint(
            "(erp_source IS NULL) = (erp_number IS NULL)", name=op.f("ck_customer_order_erp")
        ),
        sa.CheckConstraint(
            "ordered_by IS NOT NULL OR erp_number IS NOT NULL",
            name=op.f("ck_customer_order_origin"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.organisation_id"],
            name=op.f("fk_customer_order_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_order")),
        sa.UniqueConstraint("number", name=op.f("uq_customer_order_number")),
        sa.UniqueConstraint(
            "organisation_id",
            "ordered_by",
            "ordering_key",
            name=op.f("uq_customer_order_organisation_id_ordered_by_ordering_key"),
        ),
        sa.UniqueConstraint(
            "erp_source", "erp_number", name=op.f("uq_customer_order_erp_source_erp_number")
        ),
    )
    op.create_index(
        "ix_customer_order_list", "customer_order", ["organisation_id", "ordered_at", "id"]
    )
    op.create_table(
        "customer_order_status",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("organisation_id", sa.UUID(), nullable=False),
        sa.Column("order_id", sa.UUID(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.String(1000), nullable=True),
        sa.Column("carrier", sa.String(200), nullable=True),
        sa.Column("tracking_url", sa.String(1000), nullable=True),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["order_id"], ["customer_order.id"], name=op.f("fk_customer_order_status_order_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.organisation_id"],
            name=op.f("fk_customer_order_status_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_order_status")),
        sa.UniqueConstraint(
            "order_id", "version", name=op.f("uq_customer_order_status_order_id_version")
        ),
    )
    protect_by_organisation("customer_order")
    protect_by_organisation("customer_order_status")
