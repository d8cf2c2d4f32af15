"""Where no customer number tells organisations apart, the name does."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_index(
        "uq_organisation_kind_name",
        "organisation",
        ["kind", "name"],
        unique=True,
        postgresql_where="customer_number IS NULL",
    )
