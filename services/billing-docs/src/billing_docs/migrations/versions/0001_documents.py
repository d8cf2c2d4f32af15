"""Documents, customers and their one address."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.migrations import create_infrastructure_v1, protect_by_organisation

revision = "0001"
down_revision = None

_UUID = postgresql.UUID(as_uuid=True)
_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    create_infrastructure_v1()
    op.create_table(
        "customer",
        sa.Column("organisation_id", _UUID, primary_key=True),
        sa.Column("customer_number", sa.String(5), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.UniqueConstraint("customer_number", name="uq_customer_customer_number"),
    )
    op.create_table(
        "e_billing_address",
        sa.Column("organisation_id", _UUID, primary_key=True),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("named_at", _INSTANT, nullable=False),
        sa.Column("named_by", sa.String(255), nullable=False),
    )
    _create_document()
    op.create_table(
        "document_event",
        sa.Column("source", sa.String(200), primary_key=True),
        sa.Column("event_id", sa.String(200), primary_key=True),
        sa.Column("organisation_id", _UUID, nullable=False),
        sa.Column("document_id", _UUID, sa.ForeignKey("document.id"), nullable=False),
        sa.Column("received_at", _INSTANT, nullable=False),
    )
    op.create_index("ix_document_event_document_id", "document_event", ["document_id"])
    for table in ("customer", "e_billing_address", "document", "document_event"):
        protect_by_organisation(table)


def _create_document() -> None:
    op.create_table(
        "document",
        sa.Column("id", _UUID, primary_key=True),
        sa.Column("organisation_id", _UUID, nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("document_type", sa.String(30), nullable=False),
        sa.Column("number", sa.String(200), nullable=False),
        sa.Column("title", sa.String(200)),
        sa.Column("issued_on", sa.Date, nullable=False),
        sa.Column("due_on", sa.Date),
        sa.Column("total_minor_units", sa.BigInteger),
        sa.Column("currency", sa.String(3)),
        sa.Column("seller_name", sa.Text),
        sa.Column("buyer_name", sa.Text),
        sa.Column("folder", sa.String(10), nullable=False),
        sa.Column("format", sa.String(20), nullable=False),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("size_bytes", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("object_key", sa.String(500), nullable=False),
        sa.Column("version_id", sa.String(200), nullable=False),
        sa.Column("received_at", _INSTANT, nullable=False),
        sa.Column("available_until", sa.Date, nullable=False),
        sa.Column("locked_until", _INSTANT, nullable=False),
        sa.Column("run_id", sa.String(200)),
        sa.Column("faults", postgresql.ARRAY(sa.String(100)), nullable=False),
        sa.Column("deleted_at", _INSTANT),
        sa.Column("deleted_by", sa.String(255)),
        sa.CheckConstraint("folder IN ('post', 'archive')", name="ck_document_folder_known"),
        sa.CheckConstraint(
            "(total_minor_units IS NULL) = (currency IS NULL)", name="ck_document_money_whole"
        ),
        sa.CheckConstraint(
            "(deleted_at IS NULL) = (deleted_by IS NULL)", name="ck_document_deletion_whole"
        ),
        sa.UniqueConstraint(
            "source", "document_type", "number", name="uq_document_source_document_type_number"
        ),
    )
    op.create_index("ix_document_newest_first", "document", ["organisation_id", "issued_on", "id"])
