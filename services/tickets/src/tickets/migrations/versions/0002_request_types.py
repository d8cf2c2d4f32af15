"""Kinds of request as versioned data, departments, and what people are called."""

import json
import tomllib
from importlib.resources import files

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, UUID

from chassis.migrations import protect_by_organisation

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    _create_types()
    _offer_built_in_types()
    op.drop_constraint(op.f("ck_request_kind"), "request")
    op.drop_constraint(op.f("ck_request_state"), "request")
    for column in (
        sa.Column("number", sa.BigInteger, sa.Identity(always=True, start=1001), nullable=False),
        sa.Column("type_version", sa.Integer, nullable=False, server_default=sa.text("1")),
        sa.Column("fields", JSONB, nullable=False, server_default=sa.text("'{}'::jsonb")),
        sa.Column("channel", sa.String(10), nullable=False, server_default="portal"),
        sa.Column("department", sa.String(50), nullable=False, server_default="service_desk"),
        sa.Column("priority", sa.String(10), nullable=False, server_default="normal"),
        sa.Column("attached", JSONB, nullable=True),
        sa.Column("content_sha256", sa.String(64), nullable=True),
    ):
        op.add_column("request", column)
    op.create_unique_constraint(op.f("uq_request_number"), "request", ["number"])
    op.create_foreign_key(
        op.f("fk_request_kind_type_version"),
        "request",
        "request_type_version",
        ["kind", "type_version"],
        ["key", "version"],
    )
    op.create_foreign_key(
        op.f("fk_request_department"), "request", "department", ["department"], ["key"]
    )
    for name, condition in (
        (
            "state",
            "state IN ('waiting_for_vendor', 'in_progress', 'waiting_for_customer', 'closed')",
        ),
        ("channel", "channel IN ('portal', 'phone', 'mail', 'chat')"),
        ("priority", "priority IN ('low', 'normal', 'high', 'urgent')"),
    ):
        op.create_check_constraint(op.f(f"ck_request_{name}"), "request", condition)
    op.create_table(
        "participant",
        sa.Column("organisation_id", UUID(as_uuid=True), nullable=False),
        sa.Column("person_id", UUID(as_uuid=True), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("refreshed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "person_id", name=op.f("pk_participant")),
        sa.CheckConstraint("language IN ('de', 'en')", name=op.f("ck_participant_language")),
    )
    protect_by_organisation("participant")


def _create_types() -> None:
    op.create_table(
        "department",
        sa.Column("key", sa.String(50), nullable=False),
        sa.Column("label", JSONB, nullable=False),
        sa.Column("is_default", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_department")),
    )
    op.create_index(
        "uq_department_default",
        "department",
        ["is_default"],
        unique=True,
        postgresql_where="is_default",
    )
    op.create_table(
        "request_type_version",
        sa.Column("key", sa.String(50), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("definition", JSONB, nullable=False),
        sa.Column("created_by", sa.String(255), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", "version", name=op.f("pk_request_type_version")),
        sa.CheckConstraint("version > 0", name=op.f("ck_request_type_version_version")),
    )


def _offer_built_in_types() -> None:
    content = files("tickets.migrations").joinpath("built_in/request_types.toml").read_bytes()
    built_in = tomllib.loads(content.decode())
    connection = op.get_bind()
    for department in built_in["department"]:
        connection.execute(
            sa.text(
                "INSERT INTO department (key, label, is_default)"
                " VALUES (:key, CAST(:label AS jsonb), :is_default)"
            ),
            {
                "key": department["key"],
                "label": json.dumps(department["label"]),
                "is_default": department.get("is_default", False),
            },
        )
    for position, definition in enumerate(built_in["type"], start=1):
        connection.execute(
            sa.text(
                "INSERT INTO request_type_version"
                " (key, version, position, definition, created_by, created_at)"
                " VALUES (:key, 1, :position, CAST(:definition AS jsonb), 'built-in', now())"
            ),
            {
                "key": definition["key"],
                "position": position,
                "definition": json.dumps({"version": 1, **definition}),
            },
        )
