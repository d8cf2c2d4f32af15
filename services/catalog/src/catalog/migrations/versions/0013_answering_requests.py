"""The requests in which wishes for packages are talked about."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

_STATES = (
    "state IN ('waiting_for_vendor', 'offered', 'booked', 'in_trial', 'declined', 'refused',"
    " 'withdrawn', 'closed')"
)


def upgrade() -> None:
    for column in (
        sa.Column("answering_id", sa.UUID(), nullable=True),
        sa.Column("answering_number", sa.BigInteger(), nullable=True),
        sa.Column("answering_state", sa.String(30), nullable=True),
        sa.Column("answering_assignee", sa.String(200), nullable=True),
        sa.Column("answering_version", sa.Integer(), nullable=False, server_default=sa.text("0")),
    ):
        op.add_column("package_request", column)
    op.create_check_constraint(
        op.f("ck_package_request_answering"),
        "package_request",
        "num_nulls(answering_id, answering_number, answering_state) IN (0, 3)",
    )
    op.drop_constraint(op.f("ck_package_request_state"), "package_request")
    op.create_check_constraint(op.f("ck_package_request_state"), "package_request", _STATES)
