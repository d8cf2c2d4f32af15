"""What asks another service in the caller's name."""

from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class Asking(Protocol):
    """Another service, as the chassis lets one call it."""

    def call(self, method: str, result: type[T], /, *, timeout: float = ..., **arguments: Any) -> T:
        """Return the method's answer, decoded as `result`."""
