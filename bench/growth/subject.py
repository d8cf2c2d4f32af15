"""What grows: tables to fill, and what is asked of them."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeAlias, TypeVar
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from chassis.database import Database

S = TypeVar("S")
Question: TypeAlias = Callable[[], object]
Fill: TypeAlias = Callable[[Connection, int], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """Rows of one service and the questions about them."""

    name: str
    service: str
    """In the spelling of its package."""
    fill: Fill
    """Puts so many rows into an empty database, in the administrator's role."""
    asked_of: Callable[[Database], Mapping[str, Question]]
    """Returns what is asked, each by its name; asking again finds the same."""
    reads_all: frozenset[str] = frozenset()
    """Questions that count or look through all there is: their time grows with it."""


def filler(*statements: str) -> Fill:
    """Return what runs SQL statements that know `:count`, one after the other."""

    def fill(connection: Connection, count: int) -> None:
        for statement in statements:
            connection.execute(text(statement), {"count": count})

    return fill


def taken_back(
    database: Database, work: Callable[[Session], object], *, organisation_id: UUID | None = None
) -> Question:
    """Return work in a transaction that is undone: of one organisation, or across all of them."""

    def ask() -> None:
        with (
            suppress(_TakenBackError),
            database.transaction(
                organisation_id=organisation_id, every_organisation=organisation_id is None
            ) as session,
        ):
            work(session)
            raise _TakenBackError

    return ask


def all_taken_back(
    database: Database,
    asked: Mapping[str, Callable[[S], object]],
    store: Callable[[Session], S],
) -> dict[str, Question]:
    """Return questions of one store, across all organisations, each in a transaction of its own."""

    def question(ask: Callable[[S], object]) -> Question:
        return taken_back(database, lambda session: ask(store(session)))

    return {name: question(ask) for name, ask in asked.items()}


class _TakenBackError(Exception):
    """Ends a transaction without its changes."""
