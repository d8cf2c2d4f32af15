"""The names that the code gives to check constraints; the first migration prefixed them twice."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    for name in ("folder_known", "money_whole", "deletion_whole"):
        op.execute(
            f"ALTER TABLE document RENAME CONSTRAINT ck_document_ck_document_{name}"
            f" TO ck_document_{name}"
        )
