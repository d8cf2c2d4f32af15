"""A connection to PostgreSQL that begins a transaction in the message of its first statement."""

import select
import sys
from typing import Any

from psycopg2.extensions import TRANSACTION_STATUS_IDLE, connection, cursor


class OneTripConnection(connection):
    """Says BEGIN, and what a transaction needs besides, together with its first statement.

    psycopg2 says BEGIN by itself, in a round trip of its own, which costs as much as a statement;
    so it is kept from that, and COMMIT and ROLLBACK are said here too.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.autocommit = True
        self.cursor_factory = _OneTripCursor
        self._beginning = ""

    def begin_with(self, beginning: str) -> None:
        """Begin a transaction with these statements, as soon as something is asked in it."""
        self._beginning = beginning

    def take_beginning(self) -> str:
        """Return what is still to be said before the next statement; it is said then."""
        beginning, self._beginning = self._beginning, ""
        return beginning

    def is_quiet(self) -> bool:
        """Return whether the server has said nothing since: if it has, then mostly goodbye."""
        unheard = _poll()
        unheard.register(self.fileno(), _SOMETHING_TO_READ)
        return not unheard.poll(0)

    def commit(self) -> None:
        """Commit what was begun, if anything was."""
        self._end("COMMIT")

    def rollback(self) -> None:
        """Undo what was begun, if anything was."""
        self._end("ROLLBACK")

    def _end(self, how: str) -> None:
        self._beginning = ""
        if self.get_transaction_status() != TRANSACTION_STATUS_IDLE:
            with self.cursor() as last:
                last.execute(how)


class _OneTripCursor(cursor):
    connection: OneTripConnection

    def execute(self, query: Any, vars: Any = None) -> None:  # noqa: A002 - psycopg2's name
        if isinstance(query, str):
            beginning = self.connection.take_beginning()
            super().execute(f"{beginning}; {query}" if beginning else query, vars)
        else:
            self._begin()
            super().execute(query, vars)

    def executemany(self, query: str, vars_list: Any) -> None:
        self._begin()
        super().executemany(query, vars_list)

    def copy_expert(self, sql: str, file: Any, size: int = 8192) -> None:
        self._begin()
        super().copy_expert(sql, file, size)

    def _begin(self) -> None:
        # Before what is no text, or says its statements one by one.
        beginning = self.connection.take_beginning()
        if beginning:
            super().execute(beginning)


def _unpatched_select() -> Any:
    """Return the system's own select: asking it costs a microsecond and changes no green thread.

    Eventlet, where a process uses it, takes `poll` away. Commands do without eventlet, which
    announces its retirement on every import.
    """
    if hasattr(select, "poll"):
        return select
    return sys.modules["eventlet.patcher"].original("select")


_poll = _unpatched_select().poll
_SOMETHING_TO_READ = _unpatched_select().POLLIN
