"""A connection to PostgreSQL that says what a transaction needs in the message of a statement."""

import select
import sys
from typing import Any

from psycopg2 import ProgrammingError
from psycopg2.extensions import TRANSACTION_STATUS_IDLE, connection, cursor


class OneTripConnection(connection):
    """Says BEGIN, and what a transaction needs besides, together with its first statement.

    psycopg2 says BEGIN by itself, in a round trip of its own, which costs as much as a statement;
    so it is kept from that, and COMMIT and ROLLBACK are said here too. Of who says single messages,
    each is a transaction of its own, which PostgreSQL begins and ends by itself.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.autocommit = True
        self.cursor_factory = OneTripCursor
        self._beginning = ""
        self._is_each_alone = False

    def begin_with(self, beginning: str) -> None:
        """Begin a transaction with these statements, as soon as something is asked in it."""
        self._beginning, self._is_each_alone = beginning, False

    def say_each_with(self, opening: str) -> None:
        """Say these statements before each that comes from now on, until `rollback`."""
        self._beginning, self._is_each_alone = opening, True

    def say_first(self, statements: str) -> None:
        """Say these as well before what comes next; of who only asks, before each that comes."""
        before = self._beginning
        self._beginning = f"{before}; {statements}" if before else statements

    @property
    def is_each_alone(self) -> bool:
        """Whether each message is a transaction of its own."""
        return self._is_each_alone

    def take_beginning(self) -> str:
        """Return what is still to be said before the next statement; it is said then."""
        beginning = self._beginning
        if not self._is_each_alone:
            self._beginning = ""
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
        self._beginning, self._is_each_alone = "", False
        if self.get_transaction_status() != TRANSACTION_STATUS_IDLE:
            with self.cursor() as last:
                last.execute(how)


class OneTripCursor(cursor):
    """Sends each statement with what is to be said before it."""

    connection: OneTripConnection

    def execute(self, query: Any, vars: Any = None) -> None:  # noqa: A002 - psycopg2's name
        """Say one statement."""
        if isinstance(query, str):
            beginning = self.connection.take_beginning()
            super().execute(f"{beginning}; {query}" if beginning else query, vars)
        else:
            self._begin()
            super().execute(query, vars)

    def executemany(self, query: str, vars_list: Any) -> None:
        """Say one statement for each of many."""
        self._begin()
        super().executemany(query, vars_list)

    def copy_expert(self, sql: str, file: Any, size: int = 8192) -> None:
        """Copy a file into a table, or a table into a file."""
        self._begin()
        super().copy_expert(sql, file, size)

    def _begin(self) -> None:
        # Before what is no text, or says its statements one by one.
        if self.connection.is_each_alone:
            raise ProgrammingError("each message is a transaction here: say single statements")
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
