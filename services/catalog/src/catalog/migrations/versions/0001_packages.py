"""Packages, with the three that are on offer from the first day."""

import uuid

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, UUID

from chassis.migrations import create_infrastructure_v1

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

PACKAGES = [
    {
        "id": uuid.UUID("019a0000-0000-7000-8000-000000000001"),
        "key": "base",
        "name_de": "Basis",
        "name_en": "Base",
        "description_de": "Belege, Anfragen und Stammdaten: für alle Kunden ohne Aufpreis.",
        "description_en": "Documents, requests and master data: for all customers at no charge.",
        "unlocks": ["post", "requests"],
    },
    {
        "id": uuid.UUID("019a0000-0000-7000-8000-000000000002"),
        "key": "academy",
        "name_de": "Akademie",
        "name_en": "Academy",
        "description_de": "Online-Seminare und Videos zur Weiterbildung.",
        "description_en": "Online seminars and videos for further training.",
        "unlocks": ["academy"],
    },
    {
        "id": uuid.UUID("019a0000-0000-7000-8000-000000000003"),
        "key": "wiki",
        "name_de": "Wissensdatenbank",
        "name_en": "Knowledge base",
        "description_de": "Anleitungen und Antworten zum Nachschlagen.",
        "description_en": "Instructions and answers to look up.",
        "unlocks": ["wiki"],
    },
]


def upgrade() -> None:
    create_infrastructure_v1()
    package = op.create_table(
        "package",
        sa.Column("id", UUID(as_uuid=True), nullable=False),
        sa.Column("key", sa.String(50), nullable=False),
        sa.Column("name_de", sa.String(200), nullable=False),
        sa.Column("name_en", sa.String(200), nullable=False),
        sa.Column("description_de", sa.Text, nullable=False),
        sa.Column("description_en", sa.Text, nullable=False),
        sa.Column("details_url", sa.String(500), nullable=True),
        sa.Column("unlocks", ARRAY(sa.String(50)), nullable=False),
        sa.Column("on_offer", sa.Boolean, nullable=False, server_default=sa.text("true")),
        sa.PrimaryKeyConstraint("id", name="pk_package"),
        sa.UniqueConstraint("key", name="uq_package_key"),
        sa.CheckConstraint("key ~ '^[a-z][a-z0-9_]*$'", name="ck_package_key"),
    )
    op.bulk_insert(package, PACKAGES)
