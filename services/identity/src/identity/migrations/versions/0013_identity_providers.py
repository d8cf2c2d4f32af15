"""Identity providers that organisations bring, and their mail domains."""

import sqlalchemy as sa
from alembic import op

from chassis.migrations import protect_by_organisation

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "identity_provider",
        sa.Column("organisation_id", sa.UUID(), nullable=False),
        sa.Column("issuer", sa.String(length=500), nullable=False),
        sa.Column("client_id", sa.String(length=255), nullable=False),
        sa.Column("sealed_secret", sa.LargeBinary(), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("admits_colleagues", sa.Boolean(), nullable=False),
        sa.Column("strong_acr_values", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_identity_provider_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_identity_provider")),
    )
    op.create_table(
        "claimed_domain",
        sa.Column("organisation_id", sa.UUID(), nullable=False),
        sa.Column("domain", sa.String(length=253), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("domain = lower(domain)", name=op.f("ck_claimed_domain_domain")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["identity_provider.organisation_id"],
            name=op.f("fk_claimed_domain_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "domain", name=op.f("pk_claimed_domain")),
    )
    op.create_table(
        "confirmed_domain",
        sa.Column("domain", sa.String(length=253), nullable=False),
        sa.Column("organisation_id", sa.UUID(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "domain"],
            ["claimed_domain.organisation_id", "claimed_domain.domain"],
            name=op.f("fk_confirmed_domain_organisation_id_domain"),
        ),
        sa.PrimaryKeyConstraint("domain", name=op.f("pk_confirmed_domain")),
    )
    for table in ("identity_provider", "claimed_domain", "confirmed_domain"):
        protect_by_organisation(table)
