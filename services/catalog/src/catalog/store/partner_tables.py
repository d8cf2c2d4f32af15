"""The customers and prospects of partners."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Index,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from catalog.store.columns import identifier, instant, metadata


def _list_indexes() -> list[Index]:
    """Return one index for each order of the list: of all of a partner's, and of one contact's."""
    return [
        Index(f"ix_partner_account_{name}_{column}", *scope, column, "id")
        for column in ("sorted_name", "customer_number", "sorted_contact", "created_at")
        for name, scope in (
            ("all", ["organisation_id"]),
            ("own", ["organisation_id", "contact_person_id"]),
        )
    ]


PARTNER_ACCOUNT = Table(
    "partner_account",
    metadata,
    # A customer's organisation, or a prospect's own id.
    identifier("id", primary_key=True),
    # The partner; none of a customer whom no partner serves any more, kept for its version.
    identifier("organisation_id", nullable=True),
    Column("kind", String(20), nullable=False),
    # Empty for prospects, who have none yet: lists are ordered by it.
    Column("customer_number", Text(collation="C"), nullable=False, server_default=text("''")),
    Column("name", String(200), nullable=False),
    Column("sorted_name", Text(collation="C"), nullable=False),
    Column("partner_name", String(200), nullable=True),
    identifier("contact_person_id", nullable=True),
    Column("contact_name", String(200), nullable=True),
    Column("sorted_contact", Text(collation="C"), nullable=False, server_default=text("''")),
    # Grows with each announcement of identity, and with each change of a prospect.
    Column("version", BigInteger, nullable=False),
    instant("created_at"),
    # Of prospects alone: what is known of them, and who created them by which request.
    Column("particulars", JSONB, nullable=True),
    identifier("created_by", nullable=True),
    Column("creation_key", String(200), nullable=True),
    UniqueConstraint("organisation_id", "created_by", "creation_key"),
    CheckConstraint("(kind = 'prospect') = (created_by IS NOT NULL)", name="created"),
    CheckConstraint("kind IN ('customer', 'prospect')", name="kind"),
    *_list_indexes(),
)
