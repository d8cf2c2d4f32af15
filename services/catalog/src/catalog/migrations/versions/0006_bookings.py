"""What organisations want of packages, and what they have booked."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, UUID

from chassis.migrations import protect_by_organisation

revision = "0006"
down_revision = "0005"

_OPEN = sa.text("settled_at IS NULL")


def upgrade() -> None:
    _describe_packages()
    _create_requests()
    _create_bookings()
    op.add_column("entitlement_set", sa.Column("recount_on", sa.Date, nullable=True))
    op.create_index(
        "ix_entitlement_set_recount_on",
        "entitlement_set",
        ["recount_on"],
        postgresql_where=sa.text("recount_on IS NOT NULL"),
    )


def _describe_packages() -> None:
    for column in (
        sa.Column("version", sa.Integer, nullable=False, server_default=sa.text("1")),
        sa.Column("contents", JSONB, nullable=False, server_default=sa.text("'[]'")),
        sa.Column("price_text_de", sa.String(200), nullable=True),
        sa.Column("price_text_en", sa.String(200), nullable=True),
        sa.Column("trial_days", sa.Integer, nullable=False, server_default=sa.text("14")),
        sa.Column("responsible_name", sa.String(200), nullable=True),
        sa.Column("responsible_email", sa.String(254), nullable=True),
    ):
        op.add_column("package", column)
    op.execute("UPDATE package SET trial_days = 0 WHERE key = 'base'")
    for name, condition in {
        "trial_days": "trial_days BETWEEN 0 AND 366",
        "price_text": "(price_text_de IS NULL) = (price_text_en IS NULL)",
        "responsible": "(responsible_name IS NULL) = (responsible_email IS NULL)",
    }.items():
        op.create_check_constraint(op.f(f"ck_package_{name}"), "package", condition)


def _create_requests() -> None:
    op.create_table(
        "package_request",
        sa.Column("id", UUID(as_uuid=True), nullable=False),
        sa.Column("organisation_id", UUID(as_uuid=True), nullable=False),
        sa.Column("package_id", UUID(as_uuid=True), nullable=False),
        sa.Column("intent", sa.String(10), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("requester_id", UUID(as_uuid=True), nullable=False),
        sa.Column("requester_name", sa.String(200), nullable=False),
        sa.Column("requester_email", sa.String(254), nullable=False),
        sa.Column("requester_language", sa.String(2), nullable=False),
        sa.Column("assignee_name", sa.String(200), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offer_text", sa.Text, nullable=True),
        sa.Column("offer_minor_units", sa.BigInteger, nullable=True),
        sa.Column("offer_currency", sa.String(3), nullable=True),
        sa.Column("offer_valid_through", sa.Date, nullable=True),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text, nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_package_request")),
        *_keys("package_request"),
        sa.CheckConstraint("intent IN ('book', 'trial')", name=op.f("ck_package_request_intent")),
        sa.CheckConstraint(
            "state IN ('waiting_for_vendor', 'offered', 'booked', 'in_trial', 'declined',"
            " 'refused', 'withdrawn')",
            name=op.f("ck_package_request_state"),
        ),
        sa.CheckConstraint(
            "(state IN ('waiting_for_vendor', 'offered')) = (settled_at IS NULL)",
            name=op.f("ck_package_request_settled"),
        ),
        sa.CheckConstraint(
            "state <> 'offered' OR offered_at IS NOT NULL", name=op.f("ck_package_request_offered")
        ),
        sa.CheckConstraint(
            "(offer_minor_units IS NULL) = (offer_currency IS NULL)",
            name=op.f("ck_package_request_offer_price"),
        ),
        sa.CheckConstraint(
            "(offered_at IS NULL) = (offer_text IS NULL OR offer_valid_through IS NULL)",
            name=op.f("ck_package_request_offer"),
        ),
    )
    protect_by_organisation("package_request")
    op.create_index(
        "uq_package_request_open",
        "package_request",
        ["organisation_id", "package_id"],
        unique=True,
        postgresql_where=_OPEN,
    )
    op.create_index(
        "ix_package_request_organisation_id_id", "package_request", ["organisation_id", "id"]
    )
    op.create_index("ix_package_request_open", "package_request", ["id"], postgresql_where=_OPEN)


def _create_bookings() -> None:
    op.create_table(
        "package_booking",
        sa.Column("id", UUID(as_uuid=True), nullable=False),
        sa.Column("organisation_id", UUID(as_uuid=True), nullable=False),
        sa.Column("package_id", UUID(as_uuid=True), nullable=False),
        sa.Column("source", sa.String(10), nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("until", sa.Date, nullable=True),
        sa.Column("contact_email", sa.String(254), nullable=True),
        sa.Column("contact_language", sa.String(2), nullable=True),
        sa.Column("warned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_package_booking")),
        *_keys("package_booking"),
        sa.CheckConstraint(
            "source IN ('booked', 'trial', 'contract')", name=op.f("ck_package_booking_source")
        ),
        sa.CheckConstraint("until >= since - 1", name=op.f("ck_package_booking_days")),
        sa.CheckConstraint(
            "source <> 'trial' OR until IS NOT NULL", name=op.f("ck_package_booking_trial_ends")
        ),
    )
    protect_by_organisation("package_booking")
    op.create_index(
        "uq_package_booking_trial",
        "package_booking",
        ["organisation_id", "package_id"],
        unique=True,
        postgresql_where=sa.text("source = 'trial'"),
    )
    op.create_index(
        "uq_package_booking_endless",
        "package_booking",
        ["organisation_id", "package_id", "source"],
        unique=True,
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_index(
        "ix_package_booking_to_warn",
        "package_booking",
        ["until"],
        postgresql_where=sa.text("source = 'trial' AND warned_at IS NULL"),
    )
    op.create_index("ix_package_booking_package_id", "package_booking", ["package_id"])


def _keys(table: str) -> tuple[sa.ForeignKeyConstraint, ...]:
    return (
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.organisation_id"],
            name=op.f(f"fk_{table}_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["package_id"], ["package.id"], name=op.f(f"fk_{table}_package_id")
        ),
    )
