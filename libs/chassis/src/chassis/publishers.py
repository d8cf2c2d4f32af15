"""Which broker user speaks for which CloudEvents sources and customers (docs/adr/0015, BR-08)."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from chassis.errors import Refused


@dataclass(frozen=True, kw_only=True, slots=True)
class Publisher:
    """One publishing system, known by its broker user; `customers` None means every customer."""

    user: str
    sources: frozenset[str]
    customers: frozenset[str] | None

    def may_speak_for(self, customer_number: str) -> bool:
        """Return whether events of this publisher may concern that customer."""
        return self.customers is None or customer_number in self.customers


class Publishers:
    """Every publishing system that is allowed to speak."""

    def __init__(self, publishers: list[Publisher]) -> None:
        self._by_user = {publisher.user: publisher for publisher in publishers}

    @classmethod
    def read(cls, file: Path | None) -> "Publishers":
        """Return the publishers named in a TOML file of `[[publisher]]` tables; none without one.

        Each has `user`, `sources` (a list) and `customers` (a list of numbers, or `"*"`).
        """
        if file is None:
            return cls([])
        tables = tomllib.loads(file.read_text())["publisher"]
        return cls(
            [
                Publisher(
                    user=table["user"],
                    sources=frozenset(table["sources"]),
                    customers=None if table["customers"] == "*" else frozenset(table["customers"]),
                )
                for table in tables
            ]
        )

    def speaking(self, user: str | None, source: str) -> Publisher:
        """Return who speaks, given the `user_id` that the broker itself has validated.

        Raises:
            Refused: `publisher_unknown` without a known user; `source_not_allowed` for a source
                that this user does not speak for.
        """
        publisher = self._by_user.get(user or "")
        if publisher is None:
            raise Refused(
                "publisher_unknown", "the message property user_id names no known publisher"
            )
        if source not in publisher.sources:
            raise Refused("source_not_allowed", "this publisher may not speak for that source")
        return publisher

    def behind(self, source: str) -> Publisher:
        """Return the one publisher that speaks for a source, for who proves the source otherwise.

        Raises:
            Refused: `source_not_allowed` where nobody is named for the source, or several are:
                which customers it may concern would be a guess.
        """
        named = [each for each in self._by_user.values() if source in each.sources]
        if len(named) != 1:
            raise Refused(
                "source_not_allowed",
                "source: the operator's list of publishers must name exactly one for it.",
            )
        return named[0]
