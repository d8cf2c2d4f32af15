"""How each customer wants his documents, and what is printed for him."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from chassis.migrations import protect_by_organisation

revision = "0004"
down_revision = "0003"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "delivery_mode",
        sa.Column("organisation_id", sa.UUID(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(10), nullable=False),
        sa.Column("until", sa.Date()),
        sa.Column("until_contract_end", sa.Boolean(), nullable=False),
        sa.Column("postal_address", sa.String(400)),
        sa.Column("chosen_at", _INSTANT, nullable=False),
        sa.Column("chosen_by", sa.String(255), nullable=False),
        sa.CheckConstraint(
            "mode IN ('digital', 'postal')", name=op.f("ck_delivery_mode_mode_known")
        ),
        sa.CheckConstraint(
            "mode = 'postal'"
            " OR (until IS NULL AND NOT until_contract_end AND postal_address IS NULL)",
            name=op.f("ck_delivery_mode_terms_of_post"),
        ),
        sa.CheckConstraint(
            "until IS NULL OR NOT until_contract_end", name=op.f("ck_delivery_mode_one_end")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "sequence", name=op.f("pk_delivery_mode")),
    )
    op.create_table(
        "contract_end",
        sa.Column("organisation_id", sa.UUID(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("ends_on", sa.Date()),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_contract_end")),
    )
    _create_printing()
    for table in ("delivery_mode", "contract_end", "print_order"):
        protect_by_organisation(table)


def _create_printing() -> None:
    op.create_table(
        "print_batch",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("documents", sa.Integer()),
        sa.Column("left_out", sa.Integer()),
        sa.Column("pages", sa.Integer()),
        sa.Column("files", JSONB(), nullable=False, server_default=sa.text("'{}'")),
        sa.Column("closed_at", _INSTANT, nullable=False),
        sa.Column("ready_at", _INSTANT),
        sa.Column("printed_at", _INSTANT),
        sa.Column("printed_by", sa.String(255)),
        sa.CheckConstraint(
            "state IN ('closed', 'ready', 'printed')", name=op.f("ck_print_batch_state_known")
        ),
        sa.CheckConstraint(
            "(state = 'closed') = (ready_at IS NULL)", name=op.f("ck_print_batch_ready_whole")
        ),
        sa.CheckConstraint(
            "(state = 'printed') = (printed_at IS NOT NULL)",
            name=op.f("ck_print_batch_printed_whole"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_batch")),
        sa.UniqueConstraint("business_day", name=op.f("uq_print_batch_business_day")),
    )
    # Nobody's but the vendor's: a transaction of one organisation sees no batch at all.
    all_tenants = "current_setting('app.every_organisation', true) = 'on'"
    op.execute("ALTER TABLE print_batch ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE print_batch FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY of_the_vendor ON print_batch USING ({all_tenants})"
        f" WITH CHECK ({all_tenants})"
    )
    op.create_table(
        "print_order",
        sa.Column("document_id", sa.UUID(), nullable=False),
        sa.Column("organisation_id", sa.UUID(), nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("ordered_on", sa.Date(), nullable=False),
        sa.Column("ordered_at", _INSTANT, nullable=False),
        sa.Column("batch_id", sa.UUID()),
        sa.Column("left_out_because", sa.String(30)),
        sa.CheckConstraint(
            "reason IN ('postal_mode', 'nobody_reached')", name=op.f("ck_print_order_reason_known")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_print_order_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["print_batch.id"], name=op.f("fk_print_order_batch_id")
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_print_order")),
    )
    op.create_index(
        "ix_print_order_waiting",
        "print_order",
        ["ordered_on"],
        postgresql_where=sa.text("batch_id IS NULL"),
    )
    op.create_index("ix_print_order_batch_id", "print_order", ["batch_id"])
