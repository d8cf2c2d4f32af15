"""What goes to a database server, message by message: each is a round trip."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from chassis.database import Database
from chassis.one_trip import OneTripCursor


@contextmanager
def noted_messages(database: Database) -> Iterator[list[str]]:
    """Yield a list that grows by each message to the database's server, as it was sent."""
    sent: list[str] = []

    class Noting(OneTripCursor):
        def execute(self, query: Any, vars: Any = None) -> None:  # noqa: A002 - psycopg2's name
            try:
                super().execute(query, vars)
            finally:
                sent.append((self.query or b"").decode())

    def note(connection: Any, *_: object) -> None:
        connection.cursor_factory = Noting

    def forget(connection: Any, *_: object) -> None:
        if connection is not None:
            connection.cursor_factory = OneTripCursor

    event.listen(database.engine, "checkout", note)
    event.listen(database.engine, "checkin", forget)
    try:
        yield sent
    finally:
        event.remove(database.engine, "checkout", note)
        event.remove(database.engine, "checkin", forget)
