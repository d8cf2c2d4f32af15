"""The kind of request in which packages are talked about."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

_KIND = {
    "key": "package_request",
    "version": 1,
    "label": {"de": "Paket anfragen", "en": "Package request"},
    "department": "sales",
    "is_offered": False,
    "fields": [
        {"name": "package", "kind": "text", "label": {"de": "Paket", "en": "Package"}},
        {
            "name": "intent",
            "kind": "choice",
            "label": {"de": "Wunsch", "en": "Wish"},
            "choices": [
                {"value": "book", "label": {"de": "Buchen", "en": "Book"}},
                {"value": "trial", "label": {"de": "Testen", "en": "Try"}},
            ],
        },
    ],
}


def upgrade() -> None:
    op.get_bind().execute(
        sa.text(
            "INSERT INTO request_type_version"
            " (key, version, position, definition, created_by, created_at)"
            " VALUES ('package_request', 1, 110, CAST(:definition AS jsonb), 'built-in', now())"
            # Whoever has made a kind of this name himself keeps it.
            " ON CONFLICT DO NOTHING"
        ),
        {"definition": json.dumps(_KIND)},
    )
