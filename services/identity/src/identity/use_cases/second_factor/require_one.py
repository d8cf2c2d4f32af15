"""See to it that exactly one thing proves the person."""

from contracts.errors import InvalidInput


def require_one(*given: object) -> None:
    """Return when exactly one is given.

    Raises:
        InvalidInput: none, or several.
    """
    if sum(each is not None for each in given) != 1:
        raise InvalidInput("proof", "exactly_one")
