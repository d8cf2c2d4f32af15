"""What the vendor hands out to partners, and functions that have not moved here yet."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    for column in (
        sa.Column("licence_object_key", sa.String(300), nullable=True),
        sa.Column("licence_file_name", sa.String(200), nullable=True),
        sa.Column("licence_sha256", sa.String(64), nullable=True),
        sa.Column("licence_size_bytes", sa.BigInteger(), nullable=True),
        sa.Column("licence_added_at", sa.DateTime(timezone=True), nullable=True),
    ):
        op.add_column("contract", column)
    op.create_table(
        "partner_resource",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title_de", sa.String(200), nullable=False),
        sa.Column("title_en", sa.String(200), nullable=False),
        sa.Column("category_de", sa.String(200), nullable=False),
        sa.Column("category_en", sa.String(200), nullable=False),
        sa.Column("is_offered", sa.Boolean(), nullable=False, server_default=sa.text("true")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_resource")),
    )
    op.create_table(
        "partner_resource_file",
        sa.Column("resource_id", sa.UUID(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("object_key", sa.String(300), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("resource_id", "number", name=op.f("pk_partner_resource_file")),
        sa.ForeignKeyConstraint(
            ["resource_id"],
            ["partner_resource.id"],
            name=op.f("fk_partner_resource_file_resource_id"),
        ),
    )
    op.create_table(
        "portal_function",
        sa.Column("key", sa.String(50), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("legacy_url", sa.String(500), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_portal_function")),
    )
