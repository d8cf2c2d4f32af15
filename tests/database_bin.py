"""Databases that no test needs any more, until there are enough of them to be worth the way."""

from __future__ import annotations

from collections.abc import Callable, Sequence

ENOUGH = 25
"""At some ten megabytes each, they take no room to speak of."""


class DatabaseBin:
    """Keeps the names of databases, and drops many over one connection.

    To drop one alone takes as long as to create it: a connection, and a checkpoint that writes
    down what the next test would have thrown away as well.
    """

    def __init__(self, drop: Callable[[Sequence[str]], None]) -> None:
        self._drop = drop
        self._names: list[str] = []

    def put(self, names: Sequence[str]) -> None:
        """Take databases; whoever is still connected is cut when they are dropped."""
        self._names += names
        if len(self._names) >= ENOUGH:
            self.empty()

    def empty(self) -> None:
        """Drop every database that was put here."""
        names, self._names = self._names, []
        self._drop(names)
