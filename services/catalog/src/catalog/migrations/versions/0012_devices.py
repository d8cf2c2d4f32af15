"""Devices at customers, as the ERP sends them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from chassis.migrations import protect_by_organisation

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "device",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("organisation_id", sa.UUID(), nullable=False),
        sa.Column("source", sa.String(250), nullable=False),
        sa.Column("number", sa.String(200), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("is_third_party", sa.Boolean(), nullable=False),
        sa.Column("manufacturer", sa.String(200), nullable=True),
        sa.Column("model", sa.String(200), nullable=False),
        sa.Column("serial_number", sa.String(200), nullable=True),
        sa.Column("contract_number", sa.String(200), nullable=True),
        sa.Column("technical_id", sa.String(200), nullable=True),
        sa.Column("erp_technical_id", sa.String(200), nullable=True),
        sa.Column("technical_id_changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("site", sa.String(200), nullable=True),
        sa.Column("place", sa.String(200), nullable=True),
        sa.Column("bill_of_materials", JSONB(), nullable=False, server_default=sa.text("'[]'")),
        sa.Column("counters", JSONB(), nullable=False, server_default=sa.text("'[]'")),
        sa.Column("cycle_months", sa.Integer(), nullable=True),
        sa.Column("cycle_starts_on", sa.Date(), nullable=True),
        sa.Column("sorted_number", sa.Text(collation="C"), nullable=False),
        sa.Column("search_text", sa.Text(collation="C"), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(cycle_months IS NULL) = (cycle_starts_on IS NULL)", name=op.f("ck_device_cycle")
        ),
        sa.CheckConstraint("cycle_months BETWEEN 1 AND 12", name=op.f("ck_device_cycle_months")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.organisation_id"],
            name=op.f("fk_device_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
        sa.UniqueConstraint(
            "source",
            "number",
            "organisation_id",
            name=op.f("uq_device_source_number_organisation_id"),
        ),
    )
    op.create_index("ix_device_list", "device", ["organisation_id", "sorted_number", "id"])
    protect_by_organisation("device")
