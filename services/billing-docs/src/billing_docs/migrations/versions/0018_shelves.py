"""Lists of certain types are walked type by type and folder by folder, in each order."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

_SHELF = ["organisation_id", "document_type", "folder"]
_ORDERS = {
    "issued": "issued_on",
    "received": "received_at",
    "number": "number",
    "total": "total_minor_units",
    "due": "due_on",
}


def upgrade() -> None:
    for name, key in _ORDERS.items():
        op.create_index(
            f"ix_document_shelf_{name}",
            "document",
            [*_SHELF, key, "id"],
            postgresql_where=sa.text("deleted_at IS NULL AND restricted_at IS NULL"),
        )
    op.drop_index("ix_document_type", "document")
    op.drop_index("ix_document_faulty", "document")
    op.create_index(
        "ix_document_faulty",
        "document",
        [*_SHELF, "issued_on", "id"],
        postgresql_where=sa.text("faults <> '{}'"),
    )
