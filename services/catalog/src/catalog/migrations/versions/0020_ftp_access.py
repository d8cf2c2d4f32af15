"""FTP access to customers' systems."""

import sqlalchemy as sa
from alembic import op

from chassis.migrations import protect_by_organisation

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.create_table(
        "ftp_access",
        sa.Column("contract_id", sa.UUID(), nullable=False),
        sa.Column("organisation_id", sa.UUID(), nullable=False),
        sa.Column("protocol", sa.String(10), nullable=False),
        sa.Column("host", sa.String(253), nullable=False),
        sa.Column("port", sa.Integer(), nullable=False),
        sa.Column("user_name", sa.String(63), nullable=False),
        sa.Column("directory", sa.String(200), nullable=False),
        sa.Column("sealed_password", sa.LargeBinary(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("protocol IN ('sftp', 'ftps')", name=op.f("ck_ftp_access_protocol")),
        sa.CheckConstraint("port BETWEEN 1 AND 65535", name=op.f("ck_ftp_access_port")),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_ftp_access_contract_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.organisation_id"],
            name=op.f("fk_ftp_access_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("contract_id", name=op.f("pk_ftp_access")),
        sa.UniqueConstraint("user_name", name=op.f("uq_ftp_access_user_name")),
    )
    protect_by_organisation("ftp_access")
