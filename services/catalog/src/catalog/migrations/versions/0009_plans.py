"""Plans, what organisations have of them, and what they use."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, UUID

from chassis.migrations import protect_by_organisation

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "plan",
        sa.Column("key", sa.String(50), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("name_de", sa.String(200), nullable=False),
        sa.Column("name_en", sa.String(200), nullable=False),
        sa.Column("description_de", sa.String(200), nullable=False),
        sa.Column("description_en", sa.String(200), nullable=False),
        sa.Column("price_minor_units", sa.BigInteger, nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("period_months", sa.Integer, nullable=False),
        sa.Column("limits", JSONB, nullable=False),
        sa.Column("is_current", sa.Boolean, nullable=False, server_default=sa.text("true")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_plan")),
        sa.CheckConstraint("period_months BETWEEN 1 AND 60", name=op.f("ck_plan_period_months")),
        sa.CheckConstraint("price_minor_units >= 0", name=op.f("ck_plan_price")),
    )
    _tenant_table(
        "subscription",
        sa.Column("plan_key", sa.String(50), nullable=False),
        sa.Column("started_on", sa.Date, nullable=False),
        sa.Column("period_months", sa.Integer, nullable=False),
        sa.Column("ends_on", sa.Date, nullable=True),
        sa.ForeignKeyConstraint(["plan_key"], ["plan.key"], name=op.f("fk_subscription_plan_key")),
    )
    _tenant_table(
        "plan_use",
        sa.Column("limit_name", sa.String(30), nullable=False),
        sa.Column("counted_from", sa.Date, nullable=False),
        sa.Column("item", sa.String(200), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        key=("limit_name", "counted_from", "item"),
    )
    _tenant_table(
        "plan_use_count",
        sa.Column("limit_name", sa.String(30), nullable=False),
        sa.Column("counted_from", sa.Date, nullable=False),
        sa.Column("used", sa.BigInteger, nullable=False),
        sa.CheckConstraint("used >= 0", name=op.f("ck_plan_use_count_used")),
        key=("limit_name", "counted_from"),
    )
    _tenant_table(
        "plan_warning",
        sa.Column("limit_name", sa.String(30), nullable=False),
        sa.Column("period_from", sa.Date, nullable=False),
        sa.Column("threshold", sa.Integer, nullable=False),
        sa.Column("warned_at", sa.DateTime(timezone=True), nullable=False),
        key=("limit_name", "period_from", "threshold"),
    )
    _tenant_table(
        "billing_info",
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("info", JSONB, nullable=False),
        sa.Column("changed_by", UUID(as_uuid=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("version > 0", name=op.f("ck_billing_info_version")),
        key=("version",),
    )


def _tenant_table(
    name: str, *parts: sa.Column[object] | sa.Constraint, key: tuple[str, ...] = ()
) -> None:
    op.create_table(
        name,
        sa.Column("organisation_id", UUID(as_uuid=True), nullable=False),
        *parts,
        sa.PrimaryKeyConstraint("organisation_id", *key, name=op.f(f"pk_{name}")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.organisation_id"],
            name=op.f(f"fk_{name}_organisation_id"),
        ),
    )
    protect_by_organisation(name)
