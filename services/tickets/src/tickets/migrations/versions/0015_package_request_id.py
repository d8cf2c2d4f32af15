"""Which wish for a package a request is about."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import UUID

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("request", sa.Column("package_request_id", UUID(as_uuid=True), nullable=True))
    op.execute("SET LOCAL app.every_organisation = 'on'")
    # Until now the key alone said so.
    op.execute(
        "UPDATE request SET package_request_id = substr(idempotency_key, 17)::uuid"
        " WHERE kind = 'package_request'"
        " AND idempotency_key ~ '^package-request-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'"
    )
    op.create_index(
        "uq_request_package_request_id",
        "request",
        ["package_request_id"],
        unique=True,
        postgresql_where="package_request_id IS NOT NULL",
    )
