"""How another service is asked in the caller's name."""

from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class Calling(Protocol):
    """What calls methods of one other service in the caller's name."""

    def call(self, method: str, result: type[T], /, **arguments: Any) -> T:
        """Return the method's answer."""
