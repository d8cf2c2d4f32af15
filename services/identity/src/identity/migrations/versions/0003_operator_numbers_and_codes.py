"""The ERP's operator numbers, and short codes beside the links of invitations."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    for table in ("membership", "invitation"):
        op.add_column(table, sa.Column("operator_number", sa.String(length=3), nullable=True))
        op.create_check_constraint(
            op.f(f"ck_{table}_operator_number"), table, "operator_number ~ '^[0-9]{3}$'"
        )
    op.create_unique_constraint(
        op.f("uq_membership_organisation_id_operator_number"),
        "membership",
        ["organisation_id", "operator_number"],
    )
    op.add_column("invitation", sa.Column("code_sha256", sa.LargeBinary(), nullable=True))
    op.add_column(
        "invitation",
        sa.Column("wrong_codes", sa.Integer(), server_default=sa.text("0"), nullable=False),
    )
    op.create_check_constraint(
        op.f("ck_invitation_code_sha256"), "invitation", "octet_length(code_sha256) = 32"
    )
    op.create_index(
        "ix_invitation_email_key",
        "invitation",
        ["email_key"],
        unique=False,
        postgresql_where="state = 'pending'",
    )
