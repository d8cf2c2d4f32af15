"""The tickets service, as far as identity asks it."""

from typing import Any, Protocol, TypeVar
from uuid import UUID

from contracts.errors import NotFound
from contracts.tickets import FoundRequest

T = TypeVar("T")


class Calling(Protocol):
    """What calls methods of the tickets service in the caller's name."""

    def call(self, method: str, result: type[T], /, **arguments: Any) -> T:
        """Return the method's answer."""


class TicketDesk:
    """Where requests are looked up."""

    def __init__(self, tickets: Calling) -> None:
        self._tickets = tickets

    def find_request(self, organisation_id: UUID, request_id: UUID) -> FoundRequest | None:
        """Return the organisation's request, or None.

        Raises:
            ServiceUnavailable, DeadlinePassed: tickets does not answer.
        """
        try:
            return self._tickets.call(
                "find_request",
                FoundRequest,
                organisation_id=organisation_id,
                request_id=request_id,
            )
        except NotFound:
            return None
