"""An event as its handler sees it: decoded, checked, and named by its source and id."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar, get_args, get_type_hints

from chassis.errors import Refused
from chassis.publishers import Publisher

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class Incoming(Generic[T]):
    """One event; (source, id) names it, and a repeat carries the same `body_sha256`."""

    id: str
    source: str
    type: str
    time: datetime | None
    body_sha256: str
    data: T
    publisher: Publisher | None = None

    def require_speaks_for(self, customer_number: str) -> None:
        """Return when the publisher may speak for the customer that the data name.

        Raises:
            Refused: `customer_not_allowed`.
        """
        if self.publisher is not None and not self.publisher.may_speak_for(customer_number):
            raise Refused(
                "customer_not_allowed",
                "data.customer_number: this publisher may not speak for that customer",
            )


def data_type_of(function: Callable[..., Any]) -> Any:
    """Return T of the one parameter `event: Incoming[T]` of a handler.

    Raises:
        TypeError: the handler is annotated otherwise.
    """
    hint = get_type_hints(function).get("event")
    arguments = get_args(hint)
    if len(arguments) != 1:
        raise TypeError(f"{function.__qualname__} must take `event: Incoming[...]`")
    return arguments[0]
