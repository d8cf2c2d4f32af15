"""Links with which a person signs in with another address."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

_OPEN = "used_at IS NULL AND replaced_at IS NULL"


def upgrade() -> None:
    op.add_column("mailed_link", sa.Column("person_id", sa.UUID(), nullable=True))
    op.add_column("mailed_link", sa.Column("session_id", sa.UUID(), nullable=True))
    op.create_foreign_key(
        op.f("fk_mailed_link_person_id"), "mailed_link", "person", ["person_id"], ["id"]
    )
    op.drop_constraint(op.f("ck_mailed_link_purpose"), "mailed_link", type_="check")
    op.create_check_constraint(
        op.f("ck_mailed_link_purpose"),
        "mailed_link",
        "purpose IN ('password_reset', 'registration', 'email_change')",
    )
    op.create_check_constraint(
        op.f("ck_mailed_link_asker"),
        "mailed_link",
        "(purpose = 'email_change') = (person_id IS NOT NULL)"
        " AND (person_id IS NULL) = (session_id IS NULL)",
    )
    op.drop_index("uq_mailed_link_open", "mailed_link")
    op.create_index(
        "uq_mailed_link_open",
        "mailed_link",
        ["purpose", "email_key"],
        unique=True,
        postgresql_where=f"{_OPEN} AND person_id IS NULL",
    )
    op.create_index(
        "uq_mailed_link_open_of_person",
        "mailed_link",
        ["purpose", "person_id"],
        unique=True,
        postgresql_where=f"{_OPEN} AND person_id IS NOT NULL",
    )
