"""FTP access to customers' systems."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, LargeBinary, String, Table
from sqlalchemy.dialects.postgresql import UUID

from catalog.store.columns import instant, metadata, organisation_id

FTP_ACCESS = Table(
    "ftp_access",
    metadata,
    Column(
        "contract_id",
        UUID(as_uuid=True),
        ForeignKey("contract.id"),
        primary_key=True,
        nullable=False,
    ),
    organisation_id(),
    Column("protocol", String(10), nullable=False),
    Column("host", String(253), nullable=False),
    Column("port", Integer, nullable=False),
    # An FTP server knows nothing but the name.
    Column("user_name", String(63), nullable=False, unique=True),
    Column("directory", String(200), nullable=False),
    Column("sealed_password", LargeBinary, nullable=False),
    instant("changed_at"),
    CheckConstraint("protocol IN ('sftp', 'ftps')", name="protocol"),
    CheckConstraint("port BETWEEN 1 AND 65535", name="port"),
)
