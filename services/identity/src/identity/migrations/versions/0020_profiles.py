"""Names in their parts, and people's accounts outside Kontor."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.add_column("person", sa.Column("given_name", sa.String(length=200), nullable=True))
    op.add_column("person", sa.Column("family_name", sa.String(length=200), nullable=True))
    op.create_check_constraint(
        op.f("ck_person_given_name"), "person", "family_name IS NULL OR given_name IS NOT NULL"
    )
    op.create_table(
        "linked_account",
        sa.Column("person_id", sa.UUID(), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_linked_account_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_linked_account")),
        sa.UniqueConstraint("subject", name=op.f("uq_linked_account_subject")),
    )
