"""Statements that are sent as one message, put into words once and not at each time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, CursorResult
from sqlalchemy.dialects.postgresql.psycopg2 import PGDialect_psycopg2
from sqlalchemy.sql.elements import ClauseElement

_DIALECT = PGDialect_psycopg2()  # type: ignore[no-untyped-call]  # theirs


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """Statements as they are sent, with the values that they have already."""

    words: str
    values: Mapping[str, object]

    @classmethod
    def of(cls, *statements: ClauseElement) -> Message:
        """Return the message of these statements, in their order."""
        said = [each.compile(dialect=_DIALECT) for each in statements]
        known = {name: value for each in said for name, value in each.params.items()}
        return cls(
            words="; ".join(map(str, said)),
            values={name: value for name, value in known.items() if value is not None},
        )

    def say(self, connection: Connection, values: Mapping[str, object]) -> CursorResult[Any]:
        """Send it with these values; return what its last statement answers."""
        return connection.exec_driver_sql(self.words, {**self.values, **values})
