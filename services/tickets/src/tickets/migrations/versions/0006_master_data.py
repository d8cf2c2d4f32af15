"""Changes of master data, and the kinds of request in which they are talked about."""

import json
import tomllib
from importlib.resources import files

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, UUID

from chassis.migrations import protect_by_organisation

revision = "0006"
down_revision = "0005"

_AFTER_THE_BUILT_IN = 100


def upgrade() -> None:
    _know_types()
    op.create_table(
        "master_data_change",
        sa.Column("id", UUID(as_uuid=True), nullable=False),
        sa.Column("organisation_id", UUID(as_uuid=True), nullable=False),
        sa.Column("request_id", UUID(as_uuid=True), nullable=False),
        sa.Column("organisation_name", sa.String(200), nullable=False),
        sa.Column("customer_number", sa.String(5), nullable=True),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("state", sa.String(30), nullable=False),
        sa.Column("old", JSONB, nullable=False),
        sa.Column("new", JSONB, nullable=False),
        sa.Column("effective_on", sa.Date, nullable=True),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", UUID(as_uuid=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text, nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_master_data_change")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["request.id"], name=op.f("fk_master_data_change_request_id")
        ),
        sa.UniqueConstraint("request_id", name=op.f("uq_master_data_change_request_id")),
        sa.CheckConstraint(
            "kind IN ('renaming', 'move', 'contact_change', 'e_billing_address')",
            name=op.f("ck_master_data_change_kind"),
        ),
        sa.CheckConstraint(
            "state IN ('waiting_for_vendor', 'approved', 'refused', 'withdrawn')",
            name=op.f("ck_master_data_change_state"),
        ),
        sa.CheckConstraint(
            "(state = 'waiting_for_vendor') = (decided_at IS NULL)",
            name=op.f("ck_master_data_change_decided"),
        ),
        sa.CheckConstraint(
            "(state = 'refused') = (reason IS NOT NULL)", name=op.f("ck_master_data_change_reason")
        ),
        sa.CheckConstraint(
            "applied_at IS NULL OR state = 'approved'", name=op.f("ck_master_data_change_applied")
        ),
    )
    protect_by_organisation("master_data_change")
    op.create_index(
        "uq_master_data_change_waiting",
        "master_data_change",
        ["organisation_id", "kind"],
        unique=True,
        postgresql_where="state = 'waiting_for_vendor'",
    )
    op.create_index(
        "ix_master_data_change_organisation_id_id", "master_data_change", ["organisation_id", "id"]
    )
    op.create_index(
        "ix_master_data_change_waiting",
        "master_data_change",
        ["id"],
        postgresql_where="state = 'waiting_for_vendor'",
    )
    op.create_index(
        "ix_master_data_change_not_in_force",
        "master_data_change",
        ["effective_on"],
        postgresql_where="state = 'approved' AND applied_at IS NULL",
    )


def _know_types() -> None:
    content = files("tickets.migrations").joinpath("built_in/master_data_types.toml").read_bytes()
    for place, definition in enumerate(tomllib.loads(content.decode())["type"]):
        op.get_bind().execute(
            sa.text(
                "INSERT INTO request_type_version"
                " (key, version, position, definition, created_by, created_at)"
                " VALUES (:key, 1, :position, CAST(:definition AS jsonb), 'built-in', now())"
                # Whoever has made a kind of this name himself keeps it.
                " ON CONFLICT DO NOTHING"
            ),
            {
                "key": definition["key"],
                "position": _AFTER_THE_BUILT_IN + place,
                "definition": json.dumps({"version": 1, "is_offered": False, **definition}),
            },
        )
