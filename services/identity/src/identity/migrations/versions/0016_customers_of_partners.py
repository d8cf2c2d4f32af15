"""Which partner serves which customer, and who looks after it."""

import sqlalchemy as sa
from alembic import op

from chassis.migrations import protect_by_organisation

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.add_column("organisation", sa.Column("partner_number", sa.String(length=5), nullable=True))
    op.create_check_constraint(
        op.f("ck_organisation_partner_number"), "organisation", "partner_number ~ '^[0-9]{5}$'"
    )
    op.create_index(
        "ix_organisation_partner_number",
        "organisation",
        ["partner_number"],
        postgresql_where="partner_number IS NOT NULL",
    )
    op.create_table(
        "partner_customer",
        sa.Column("organisation_id", sa.UUID(), nullable=False),
        sa.Column("customer_id", sa.UUID(), nullable=False),
        sa.Column("contact_person_id", sa.UUID(), nullable=True),
        sa.Column("served_since", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "customer_id <> organisation_id",
            name=op.f("ck_partner_customer_not_its_own_customer"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_partner_customer_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["organisation.id"], name=op.f("fk_partner_customer_customer_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "contact_person_id"],
            ["membership.organisation_id", "membership.person_id"],
            name=op.f("fk_partner_customer_organisation_id_contact_person_id"),
        ),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_partner_customer")),
    )
    op.create_index(
        "ix_partner_customer_organisation_id_contact_person_id",
        "partner_customer",
        ["organisation_id", "contact_person_id"],
    )
    protect_by_organisation("partner_customer")
