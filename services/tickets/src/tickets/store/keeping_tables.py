"""What is still known of requests that were erased: enough to count them, and no person."""

from sqlalchemy import BigInteger, Column, Date, SmallInteger, String, Table

from tickets.store.columns import instant, metadata

ERASED_REQUEST = Table(
    "erased_request",
    metadata,
    # The number alone: no organisation, no person, no words.
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(50), nullable=False),
    Column("department", String(50), nullable=False),
    Column("priority", String(10), nullable=False),
    Column("channel", String(10), nullable=False),
    Column("opened_on", Date, nullable=False),
    Column("closed_on", Date, nullable=False),
    Column("stars", SmallInteger, nullable=True),
    instant("erased_at"),
)
