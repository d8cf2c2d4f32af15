"""The tables of billing-docs."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, UUID

from chassis.tables import new_metadata

metadata = new_metadata()


class _Codes(ARRAY[str]):
    """Some codes in one column; as they come, for SQLAlchemy copies each array once more."""

    cache_ok = True

    def result_processor(self, dialect: object, coltype: object) -> None:  # type: ignore[override]  # none is allowed
        """Return none: the driver has made a list already."""
        del dialect, coltype


# A copy of what identity announces; it may be a moment behind, never wrong for long.
CUSTOMER = Table(
    "customer",
    metadata,
    Column("organisation_id", UUID(as_uuid=True), primary_key=True),
    Column("customer_number", String(5), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("language", String(2), nullable=False),
    Column("version", Integer, nullable=False),
)

# Exactly one address per customer (SE-52): the key allows no second.
E_BILLING_ADDRESS = Table(
    "e_billing_address",
    metadata,
    Column("organisation_id", UUID(as_uuid=True), primary_key=True),
    Column("email", String(254), nullable=False),
    Column("named_at", DateTime(timezone=True), nullable=False),
    Column("named_by", String(255), nullable=False),
)

# As long as the chassis lets a CloudEvents attribute be.
_ATTRIBUTE = String(250)
_SHELF = ("organisation_id", "document_type", "folder")
_SHOWN = "deleted_at IS NULL AND restricted_at IS NULL"

DOCUMENT = Table(
    "document",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("organisation_id", UUID(as_uuid=True), nullable=False),
    Column("source", _ATTRIBUTE, nullable=False),
    Column("document_type", String(30), nullable=False),
    # Compared byte by byte, so that a beginning is a range.
    Column("number", String(200, collation="C"), nullable=False),
    Column("title", String(200)),
    Column("issued_on", Date, nullable=False),
    Column("due_on", Date),
    Column("total_minor_units", BigInteger),
    Column("currency", String(3)),
    Column("seller_name", Text),
    Column("buyer_name", Text),
    Column("folder", String(10), nullable=False),
    Column("format", String(20), nullable=False),
    Column("file_name", String(200), nullable=False),
    Column("media_type", String(100), nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("object_key", String(500), nullable=False),
    Column("version_id", String(200), nullable=False),
    Column("received_at", DateTime(timezone=True), nullable=False),
    Column("available_until", Date, nullable=False),
    # The law's clock, and never the earlier of the two; what the store locks is a day longer.
    Column("retained_through", Date, nullable=False),
    Column("locked_until", DateTime(timezone=True), nullable=False),
    Column("run_id", String(200)),
    Column("faults", _Codes(String(100)), nullable=False),
    # Empty where no e-billing address was named yet: then nobody was told.
    Column("notice_requested_at", DateTime(timezone=True)),
    Column("deleted_at", DateTime(timezone=True)),
    Column("deleted_by", String(255)),
    # Kept and shown to nobody without a reason (GDPR article 18); why stands in `restriction`.
    Column("restricted_at", DateTime(timezone=True)),
    # When its bytes were last read and proven; they were right when they came.
    Column("verified_at", DateTime(timezone=True)),
    # When its bytes were destroyed; what is left of the row tells a resend from a new document.
    Column("destroyed_at", DateTime(timezone=True)),
    # The words of `document_word` once more, for walking along an order. Empty: not looked at yet.
    Column("search_text", Text),
    CheckConstraint("folder IN ('post', 'archive')", name="folder_known"),
    CheckConstraint("(total_minor_units IS NULL) = (currency IS NULL)", name="money_whole"),
    CheckConstraint("(deleted_at IS NULL) = (deleted_by IS NULL)", name="deletion_whole"),
    # One issuer gives a number once; another file under it is a conflict, not a second document.
    UniqueConstraint("source", "document_type", "number"),
    Index(
        "ix_document_retained_through",
        "retained_through",
        "id",
        postgresql_where=text("destroyed_at IS NULL"),
    ),
    Index(
        "ix_document_last_proven",
        text("coalesce(verified_at, received_at)"),
        "id",
        postgresql_where=text("destroyed_at IS NULL"),
    ),
    # The orders of a list of what the portal shows. Each is walked in both directions.
    *(
        Index(f"ix_document_{name}", "organisation_id", *keys, "id", postgresql_where=text(_SHOWN))
        for name, keys in (
            ("newest_first", ("issued_on",)),
            ("folder", ("folder", "issued_on")),
            ("received", ("received_at",)),
            ("number", ("number",)),
            ("due", ("due_on",)),
        )
    ),
    # With what else is asked of amounts: whoever wants the dearest of a month is led past ten years
    # of documents, of which the index alone is read.
    Index(
        "ix_document_by_total",
        "organisation_id",
        "total_minor_units",
        "id",
        postgresql_include=["document_type", "folder", "issued_on"],
        postgresql_where=text(_SHOWN),
    ),
    Index(
        "ix_document_leaving",
        "available_until",
        "organisation_id",
        postgresql_where=text("deleted_at IS NULL"),
    ),
    Index("ix_document_run", "source", "run_id", postgresql_where=text("run_id IS NOT NULL")),
    Index(
        "ix_document_faulty",
        *_SHELF,
        "issued_on",
        "id",
        postgresql_where=text(f"faults <> '{{}}' AND {_SHOWN}"),
    ),
    *(
        # The same orders of each type and folder, for who asks for certain types, or is shown them.
        Index(f"ix_document_shelf_{name}", *_SHELF, key, "id", postgresql_where=text(_SHOWN))
        for name, key in (
            ("issued", "issued_on"),
            ("received", "received_at"),
            ("number", "number"),
            ("total", "total_minor_units"),
            ("due", "due_on"),
        )
    ),
    # For the vendor's people, who find what its customer does not see any more.
    Index(
        "ix_document_not_shown",
        "organisation_id",
        "number",
        postgresql_where=text("deleted_at IS NOT NULL OR restricted_at IS NOT NULL"),
    ),
    Index("ix_document_without_words", "id", postgresql_where=text("search_text IS NULL")),
    Index(
        "ix_document_without_notice",
        "id",
        postgresql_where=text("notice_requested_at IS NULL AND deleted_at IS NULL"),
    ),
)

# Every event that was taken in, and which document it was about: also a resend under a new id.
DOCUMENT_EVENT = Table(
    "document_event",
    metadata,
    Column("source", _ATTRIBUTE, primary_key=True),
    Column("event_id", _ATTRIBUTE, primary_key=True),
    Column("organisation_id", UUID(as_uuid=True), nullable=False),
    Column(
        "document_id", UUID(as_uuid=True), ForeignKey("document.id"), nullable=False, index=True
    ),
    Column("received_at", DateTime(timezone=True), nullable=False),
)
