"""What contracts are in the alarm for, who of a partner sees them, and what is ordered."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.migrations import protect_by_organisation

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("organisation", sa.Column("name", sa.String(200), nullable=True))
    _add_columns_of_contracts()
    _add_indexes_of_contracts()
    # Beside its customer, the partner who serves him reads a contract.
    op.execute(
        "CREATE POLICY of_partner ON contract FOR SELECT USING"
        " (partner_id = nullif(current_setting('app.organisation', true), '')::uuid)"
    )
    _create_partner_account()
    _create_alarm_tables()


def _add_columns_of_contracts() -> None:
    for column in (
        sa.Column("kind", sa.String(20), nullable=True),
        sa.Column("notice_given_on", sa.Date(), nullable=True),
        sa.Column("auto_renews", sa.Boolean(), nullable=False, server_default=sa.text("false")),
        sa.Column("period_months", sa.Integer(), nullable=True),
        sa.Column("period_ends_on", sa.Date(), nullable=True),
        sa.Column("products", postgresql.JSONB(), nullable=False, server_default=sa.text("'[]'")),
        sa.Column("system_name", sa.String(200), nullable=True),
        sa.Column("system_region", sa.String(200), nullable=True),
        sa.Column("fee_minor_units", sa.BigInteger(), nullable=True),
        sa.Column("fee_currency", sa.String(3), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False, server_default=sa.text("'9999-12-31'")),
        sa.Column("sorted_number", sa.Text(collation="C"), nullable=False, server_default=""),
        sa.Column(
            "sorted_customer",
            sa.Text(collation="C"),
            nullable=False,
            server_default=sa.text("''"),
        ),
        sa.Column("customer_name", sa.String(200), nullable=True),
        sa.Column("customer_number", sa.String(5), nullable=True),
        sa.Column("partner_id", sa.UUID(), nullable=True),
        sa.Column("contact_person_id", sa.UUID(), nullable=True),
        sa.Column("contact_name", sa.String(200), nullable=True),
    ):
        op.add_column("contract", column)
    op.execute(
        "UPDATE contract SET sorted_number = lower(number),"
        " due_on = CASE WHEN ends_on < '9000-01-01' THEN ends_on ELSE '9999-12-31' END"
    )
    op.create_check_constraint(
        op.f("ck_contract_kind"), "contract", "kind IN ('cloud', 'on_premises')"
    )
    op.create_check_constraint(
        op.f("ck_contract_fee"), "contract", "(fee_minor_units IS NULL) = (fee_currency IS NULL)"
    )
    op.create_check_constraint(
        op.f("ck_contract_contact"),
        "contract",
        "partner_id IS NOT NULL OR contact_person_id IS NULL",
    )


def _add_indexes_of_contracts() -> None:
    for column in ("due_on", "notice_given_on", "sorted_number", "sorted_customer"):
        where = f"{column} IS NOT NULL" if column == "notice_given_on" else None
        for name, scope in (("all", ["partner_id"]), ("own", ["partner_id", "contact_person_id"])):
            op.create_index(
                f"ix_contract_{name}_{column}",
                "contract",
                [*scope, column, "id"],
                postgresql_where=where,
            )
    op.create_index(
        "ix_contract_to_carry_on",
        "contract",
        ["due_on"],
        postgresql_where="ends_on IS NULL OR due_on < ends_on",
    )


def _create_partner_account() -> None:
    op.create_table(
        "partner_account",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("organisation_id", sa.UUID(), nullable=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column(
            "customer_number",
            sa.Text(collation="C"),
            nullable=False,
            server_default=sa.text("''"),
        ),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("sorted_name", sa.Text(collation="C"), nullable=False),
        sa.Column("partner_name", sa.String(200), nullable=True),
        sa.Column("contact_person_id", sa.UUID(), nullable=True),
        sa.Column("contact_name", sa.String(200), nullable=True),
        sa.Column(
            "sorted_contact",
            sa.Text(collation="C"),
            nullable=False,
            server_default=sa.text("''"),
        ),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('customer', 'prospect')", name=op.f("ck_partner_account_kind")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_account")),
    )
    for column in ("sorted_name", "customer_number", "sorted_contact", "created_at"):
        for name, scope in (
            ("all", ["organisation_id"]),
            ("own", ["organisation_id", "contact_person_id"]),
        ):
            op.create_index(
                f"ix_partner_account_{name}_{column}", "partner_account", [*scope, column, "id"]
            )
    protect_by_organisation("partner_account")


def _create_alarm_tables() -> None:
    op.create_table(
        "alarm_acknowledgement",
        sa.Column("organisation_id", sa.UUID(), nullable=False),
        sa.Column("person_id", sa.UUID(), nullable=False),
        sa.Column("contract_id", sa.UUID(), nullable=False),
        sa.Column("mark", sa.String(50), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_alarm_acknowledgement_contract_id")
        ),
        sa.PrimaryKeyConstraint(
            "organisation_id",
            "person_id",
            "contract_id",
            "mark",
            name=op.f("pk_alarm_acknowledgement"),
        ),
    )
    op.create_table(
        "reactivation_order",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("organisation_id", sa.UUID(), nullable=False),
        sa.Column("contract_id", sa.UUID(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("ordered_by", sa.UUID(), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_free", sa.Boolean(), nullable=False),
        sa.Column("fee_minor_units", sa.BigInteger(), nullable=True),
        sa.Column("fee_currency", sa.String(3), nullable=True),
        sa.CheckConstraint(
            "(fee_minor_units IS NULL) = (fee_currency IS NULL)",
            name=op.f("ck_reactivation_order_fee"),
        ),
        sa.CheckConstraint(
            "fee_minor_units IS NULL OR NOT is_free", name=op.f("ck_reactivation_order_free")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_reactivation_order_contract_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reactivation_order")),
        sa.UniqueConstraint(
            "contract_id", "ends_on", name=op.f("uq_reactivation_order_contract_id_ends_on")
        ),
    )
    for table in ("alarm_acknowledgement", "reactivation_order"):
        protect_by_organisation(table)
