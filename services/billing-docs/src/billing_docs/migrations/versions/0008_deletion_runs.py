"""Deletion runs: proposed, released by a second person, certified."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.migrations import allow_updates_of, protect_by_organisation

revision = "0008"
down_revision = "0007"

_UUID = postgresql.UUID(as_uuid=True)
_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("document", sa.Column("destroyed_at", _INSTANT))
    op.create_index(
        "ix_document_retained_through",
        "document",
        ["retained_through", "id"],
        postgresql_where=sa.text("destroyed_at IS NULL"),
    )
    _create_run()
    _create_item()
    op.create_table(
        "deletion_certificate",
        sa.Column("run_id", _UUID, sa.ForeignKey("deletion_run.id"), primary_key=True),
        sa.Column("organisation_id", _UUID),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size_bytes", sa.BigInteger, nullable=False),
        sa.Column("object_key", sa.String(500), nullable=False),
        sa.Column("version_id", sa.String(200), nullable=False),
        sa.Column("issued_at", _INSTANT, nullable=False),
    )
    for table in ("deletion_run", "deletion_item", "deletion_certificate"):
        protect_by_organisation(table)
    allow_updates_of(
        "deletion_run",
        *("state", "released_at", "released_by", "withdrawn_at", "withdrawn_by"),
        *("withdraw_reason", "finished_at"),
    )
    allow_updates_of("deletion_item", "state", "kept_because", "settled_at")
    allow_updates_of("deletion_certificate")


def _create_run() -> None:
    op.create_table(
        "deletion_run",
        sa.Column("id", _UUID, primary_key=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("organisation_id", _UUID),
        sa.Column("document_type", sa.String(30)),
        sa.Column("retained_before", sa.Date, nullable=False),
        sa.Column("document_count", sa.Integer, nullable=False),
        sa.Column("size_bytes", sa.BigInteger, nullable=False),
        sa.Column("items_sha256", sa.String(64), nullable=False),
        sa.Column("proposed_at", _INSTANT, nullable=False),
        sa.Column("proposed_by", sa.String(255), nullable=False),
        sa.Column("released_at", _INSTANT),
        sa.Column("released_by", sa.String(255)),
        sa.Column("withdrawn_at", _INSTANT),
        sa.Column("withdrawn_by", sa.String(255)),
        sa.Column("withdraw_reason", sa.Text),
        sa.Column("finished_at", _INSTANT),
        _check("run", "known", "state IN ('proposed', 'released', 'finished', 'withdrawn')"),
        _check("run", "four_eyes", "released_by <> proposed_by"),
        _check(
            "run",
            "release_whole",
            "(released_at IS NULL) = (released_by IS NULL)"
            " AND (released_at IS NULL) = (state IN ('proposed', 'withdrawn'))",
        ),
        _check(
            "run",
            "withdrawal_whole",
            "(withdrawn_at IS NULL) = (withdrawn_by IS NULL)"
            " AND (withdrawn_at IS NULL) = (withdraw_reason IS NULL)"
            " AND (withdrawn_at IS NULL) = (state <> 'withdrawn')",
        ),
        _check("run", "end_whole", "(finished_at IS NULL) = (state <> 'finished')"),
    )
    op.create_index(
        "ix_deletion_run_released",
        "deletion_run",
        ["id"],
        postgresql_where=sa.text("state = 'released'"),
    )


def _create_item() -> None:
    op.create_table(
        "deletion_item",
        sa.Column("run_id", _UUID, sa.ForeignKey("deletion_run.id"), primary_key=True),
        sa.Column("document_id", _UUID, sa.ForeignKey("document.id"), primary_key=True),
        sa.Column("organisation_id", _UUID, nullable=False),
        sa.Column("customer_number", sa.String(5)),
        sa.Column("document_type", sa.String(30), nullable=False),
        sa.Column("number", sa.String(200), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size_bytes", sa.BigInteger, nullable=False),
        sa.Column("issued_on", sa.Date, nullable=False),
        sa.Column("received_at", _INSTANT, nullable=False),
        sa.Column("available_until", sa.Date, nullable=False),
        sa.Column("retained_through", sa.Date, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("kept_because", sa.String(30)),
        sa.Column("settled_at", _INSTANT),
        _check("item", "known", "state IN ('listed', 'deleted', 'kept', 'withdrawn')"),
        _check("item", "kept_for_a_reason", "(kept_because IS NULL) = (state <> 'kept')"),
        _check("item", "settling_whole", "(settled_at IS NULL) = (state = 'listed')"),
    )
    op.create_index(
        "uq_deletion_item_listed",
        "deletion_item",
        ["document_id"],
        unique=True,
        postgresql_where=sa.text("state = 'listed'"),
    )


def _check(part: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_deletion_{part}_{name}"))
