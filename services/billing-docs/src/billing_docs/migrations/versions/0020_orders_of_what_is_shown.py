"""The orders of a list hold what the portal shows: deleted documents lengthen no walk."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

_SHOWN = "deleted_at IS NULL AND restricted_at IS NULL"
_ORDERS = {
    "newest_first": ["issued_on"],
    "folder": ["folder", "issued_on"],
    "received": ["received_at"],
    "number": ["number"],
    "total": ["total_minor_units"],
    "due": ["due_on"],
}


def upgrade() -> None:
    for name, keys in _ORDERS.items():
        op.drop_index(f"ix_document_{name}", "document")
        op.create_index(
            f"ix_document_{name}",
            "document",
            ["organisation_id", *keys, "id"],
            postgresql_where=sa.text(_SHOWN),
        )
    op.drop_index("ix_document_faulty", "document")
    op.create_index(
        "ix_document_faulty",
        "document",
        ["organisation_id", "document_type", "folder", "issued_on", "id"],
        postgresql_where=sa.text(f"faults <> '{{}}' AND {_SHOWN}"),
    )
    op.create_index(
        "ix_document_not_shown",
        "document",
        ["organisation_id", "number"],
        postgresql_where=sa.text("deleted_at IS NOT NULL OR restricted_at IS NOT NULL"),
    )
