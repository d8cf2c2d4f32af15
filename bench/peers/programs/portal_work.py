"""The work of the portal's lists for peers: the same tables, the same columns, the same answers."""

import hashlib
import json
import time
from collections.abc import Callable, Sequence
from datetime import UTC
from typing import Any
from uuid import UUID

from sqlalchemy import create_engine, text
from sqlalchemy.engine import Connection, Engine, Row

_COLUMNS = """id, organisation_id, document_type, number, title, issued_on, due_on,
    total_minor_units, currency, seller_name, buyer_name, folder, format, file_name, media_type,
    size_bytes, sha256, received_at, available_until, faults"""
_WHOSE = text("""
    SELECT m.organisation_id, m.person_id FROM session s JOIN membership m USING (person_id)
    WHERE s.token_sha256 = :digest AND s.ended_at IS NULL
""")
_LIST = text(f"""
    SELECT {_COLUMNS} FROM document
    WHERE organisation_id = :organisation AND deleted_at IS NULL AND restricted_at IS NULL
    ORDER BY issued_on DESC, id DESC LIMIT 51
""")  # noqa: S608 - our own words
_ONE = text(f"""
    SELECT {_COLUMNS}, object_key, version_id FROM document
    WHERE organisation_id = :organisation AND id = :id
        AND deleted_at IS NULL AND restricted_at IS NULL
""")  # noqa: S608 - our own words
_READ = text("""
    SELECT document_id FROM document_look
    WHERE organisation_id = :organisation AND document_id = ANY(:ids) AND person_id = :person
        AND read_at IS NOT NULL
""")
# As long as the portal's gateway remembers who somebody is.
REMEMBERED_SECONDS = 5.0


class Portal:
    def __init__(self, settings: str) -> None:
        self.settings: dict[str, Any] = json.loads(settings)
        self._documents = create_engine(
            self.settings["documents_url"], pool_size=10, max_overflow=0
        )
        self._sessions = create_engine(
            self.settings["identity_url"], connect_args={"options": "-c app.every_organisation=on"}
        )

    def whose(self, token: str) -> list[str]:
        digest = hashlib.sha256(token.encode()).digest()
        with self._sessions.connect() as connection:
            found = connection.execute(_WHOSE, {"digest": digest}).one()
        return [str(found.organisation_id), str(found.person_id)]

    def list_documents(self, organisation_id: str, person_id: str) -> dict[str, Any]:
        with self._of(organisation_id) as connection:
            rows = connection.execute(_LIST, {"organisation": organisation_id}).all()
            page = rows[:50]
            unread = self._unread(connection, organisation_id, person_id, page)
        cursor = f"{page[-1].issued_on}.{page[-1].id}" if len(rows) > len(page) else None
        return {"items": [_shown(row, unread) for row in page], "next_cursor": cursor}

    def get_document(
        self, organisation_id: str, person_id: str, document_id: str
    ) -> dict[str, Any]:
        with self._of(organisation_id) as connection:
            row = connection.execute(
                _ONE, {"organisation": organisation_id, "id": document_id}
            ).one()
            unread = self._unread(connection, organisation_id, person_id, [row])
        return _shown(row, unread)

    def place_of(self, organisation_id: str, person_id: str, document_id: str) -> Row[Any]:
        with self._of(organisation_id) as connection:
            row = connection.execute(
                _ONE, {"organisation": organisation_id, "id": document_id}
            ).one()
            self._unread(connection, organisation_id, person_id, [row])
        return row

    def close(self) -> None:
        self._documents.dispose()
        self._sessions.dispose()

    def _of(self, organisation_id: str) -> "_Opened":
        return _Opened(self._documents, organisation_id)

    def _unread(
        self, connection: Connection, organisation_id: str, person_id: str, rows: Sequence[Row[Any]]
    ) -> set[UUID]:
        ids = [row.id for row in rows if row.folder == "post"]
        read = connection.execute(
            _READ, {"organisation": organisation_id, "ids": ids, "person": person_id}
        ).scalars()
        return set(ids) - set(read)


class _Opened:
    """A transaction that sees one organisation, as the database demands of everybody."""

    def __init__(self, engine: Engine, organisation_id: str) -> None:
        self._engine, self._organisation_id = engine, organisation_id

    def __enter__(self) -> Connection:
        self._connection = self._engine.connect()
        self._connection.execute(
            text("SELECT set_config('app.organisation', :organisation, true)"),
            {"organisation": self._organisation_id},
        )
        return self._connection

    def __exit__(self, *_: object) -> None:
        self._connection.commit()
        self._connection.close()


class Remembered:
    """Who holds a token, asked again after some seconds."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[list[str], float]] = {}

    def whose(self, token: str, ask: Callable[[str], list[str]]) -> list[str]:
        known = self._known.get(token)
        if known is None or time.monotonic() > known[1]:
            known = self._known[token] = (ask(token), time.monotonic() + REMEMBERED_SECONDS)
        return known[0]


def _shown(row: Row[Any], unread: set[UUID]) -> dict[str, Any]:
    total = None
    if row.total_minor_units is not None and row.currency is not None:
        total = {"minor_units": row.total_minor_units, "currency": row.currency}
    return {
        "id": str(row.id),
        "organisation_id": str(row.organisation_id),
        "document_type": row.document_type,
        "number": row.number,
        "title": row.title,
        "issued_on": row.issued_on.isoformat(),
        "due_on": row.due_on.isoformat() if row.due_on else None,
        "total": total,
        "seller_name": row.seller_name,
        "buyer_name": row.buyer_name,
        "folder": row.folder,
        "format": row.format,
        "file_name": row.file_name,
        "media_type": row.media_type,
        "size_bytes": row.size_bytes,
        "sha256": row.sha256,
        "received_at": row.received_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "available_until": row.available_until.isoformat(),
        "faults": list(row.faults),
        "is_unread": row.id in unread,
    }
