"""One card of a page of many: what it shows, or that its area does not answer just now."""

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Generic, TypeVar

from gateway.api.dashboard import or_gap
from gateway.clients.failures import ServiceFault

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class Card(Generic[T]):
    """What was found for one card; None where it is not for the reader, or where it is away."""

    found: T | None = None
    is_away: bool = False


async def card(answer: Awaitable[T] | None) -> Card[T]:
    """Return the card of an answer; an area that is away leaves its card and nothing else.

    Without an answer that is waited for, the card is not for the reader.
    """
    if answer is None:
        return Card()
    gaps: set[str] = set()
    try:
        found = await or_gap(answer, "", gaps)
    except ServiceFault:
        # One card's fault is in its service's log; the page is worth having without it.
        return Card(is_away=True)
    return Card(found=found, is_away=bool(gaps))
