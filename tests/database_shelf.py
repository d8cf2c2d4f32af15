"""`Database`s of earlier tests, which have compiled their statements already."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event, make_url

from chassis.database import Database


class DatabaseShelf:
    """Keeps the `Database`s that no test uses, by the role and server they sign in with.

    Compiling the same statements for each test anew is a third of its time.
    """

    def __init__(self) -> None:
        self._unused: dict[str, list[_MovableDatabase]] = {}

    def take(self, url: str) -> _MovableDatabase:
        """Return a `Database` that opens connections to `url` from now on, and has none yet."""
        unused = self._unused.get(_without_name(url))
        database = unused.pop() if unused else _MovableDatabase(url)
        database.name = make_url(url).database
        return database

    def give_back(self, database: _MovableDatabase) -> None:
        """Close the connections of a `Database` and keep it for another test."""
        database.dispose()
        self._unused.setdefault(_without_name(database.url), []).append(database)


class _MovableDatabase(Database):
    """A `Database` that can be used for another one of the same server and role."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url
        self.name: str | None = None
        event.listen(self.engine, "do_connect", self._name_database)

    def _name_database(self, *arguments: Any) -> None:
        *_, named = arguments  # the dialect, the pool's record, and how psycopg2 is to connect
        named["dbname"] = self.name


def url_of(database: Database) -> str:
    """Return where `database` opens its connections now, with the password.

    The address of its engine names the database that it was first made for.
    """
    url = database.engine.url
    if isinstance(database, _MovableDatabase):
        url = url.set(database=database.name)
    return url.render_as_string(hide_password=False)


def _without_name(url: str) -> str:
    return make_url(url).set(database="").render_as_string(hide_password=False)
