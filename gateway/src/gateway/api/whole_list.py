"""A list read to its end, for a file of it."""

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

import msgspec

ItemT_co = TypeVar("ItemT_co", covariant=True)
QueryT = TypeVar("QueryT", bound=msgspec.Struct)


class Page(Protocol[ItemT_co]):
    """A piece of a list, and where the next one begins; None at its end."""

    @property
    def items(self) -> tuple[ItemT_co, ...]:
        """What is on it."""

    @property
    def next_cursor(self) -> str | None:
        """Where the next page begins."""


async def read_whole(
    ask: Callable[[QueryT], Awaitable[Page[ItemT_co]]], wanted: QueryT, *, at_once: int, most: int
) -> list[ItemT_co]:
    """Return what `ask` answers page by page, `at_once` on each, until there are `most`."""
    found: list[ItemT_co] = []
    cursor: str | None = None
    while len(found) < most:
        page = await ask(msgspec.structs.replace(wanted, cursor=cursor, limit=at_once))
        found += page.items
        cursor = page.next_cursor
        if cursor is None:
            break
    return found
