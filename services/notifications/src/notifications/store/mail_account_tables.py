"""The table of organisations' own mail accounts."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    Integer,
    LargeBinary,
    String,
    Table,
)
from sqlalchemy.dialects.postgresql import UUID

from notifications.store.tables import metadata

MAIL_ACCOUNT = Table(
    "mail_account",
    metadata,
    Column("organisation_id", UUID(as_uuid=True), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("sender_name", String(100), nullable=False),
    Column("sender_address", String(254), nullable=False),
    Column("outgoing_host", String(253), nullable=False),
    Column("outgoing_port", Integer, nullable=False),
    Column("outgoing_security", String(10), nullable=False),
    Column("outgoing_user", String(254), nullable=False),
    Column("outgoing_password", LargeBinary, nullable=False),
    Column("incoming_host", String(253), nullable=False),
    Column("incoming_port", Integer, nullable=False),
    Column("incoming_security", String(10), nullable=False),
    Column("incoming_user", String(254), nullable=False),
    Column("incoming_password", LargeBinary, nullable=False),
    Column("state", String(10), nullable=False),
    Column("proven_at", DateTime(timezone=True)),
    Column("fault", String(20)),
    Column("fault_side", String(10)),
    Column("failing_since", DateTime(timezone=True)),
    Column("next_try_at", DateTime(timezone=True)),
    Column("tried_at", DateTime(timezone=True)),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Column("changed_by", String(255), nullable=False),
    CheckConstraint("state IN ('unproven', 'in_use', 'failing')", name="state"),
    # Mails go through an account only after both its servers have answered (MB-33).
    CheckConstraint("state = 'unproven' OR proven_at IS NOT NULL", name="proven"),
    CheckConstraint("(fault IS NULL) = (fault_side IS NULL)", name="fault_whole"),
    CheckConstraint("state <> 'in_use' OR fault IS NULL", name="in_use_without_fault"),
)
