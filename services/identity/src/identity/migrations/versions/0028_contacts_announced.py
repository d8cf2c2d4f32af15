"""Where a company is reached is announced, each time with a greater number."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    op.add_column("organisation", sa.Column("contact_version", sa.BigInteger(), nullable=True))
    op.create_index(
        "ix_organisation_contact_not_announced",
        "organisation",
        ["id"],
        postgresql_where="contact_version IS NULL",
    )
