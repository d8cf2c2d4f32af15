"""Where messages could not be delivered lately, and when to try there again."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from chassis.broker.confirmed_batch import Outcome

_FIRST_PAUSE_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 30.0


class Destination(NamedTuple):
    """Where the broker takes a message to: the same queues for the same two words."""

    exchange: str
    routing_key: str


@dataclass(slots=True)
class _Hold:
    tries: int
    is_silent: bool
    try_at: float


class HeldDestinations:
    """The memory of one process, by seconds that only grow (`time.monotonic`).

    A queue that refuses says so at once, so what comes new for it is tried once, for the sake of
    the other queues there; what it has refused waits. A queue that gives no answer costs the whole
    deadline and, from some 32 messages on, keeps the broker from reading anything more from the
    connection: nothing more is sent there. In both cases one message finds out whether it is over.
    """

    def __init__(self) -> None:
        self._holds: dict[Destination, _Hold] = {}

    def note(
        self, destination: Destination, outcomes: Iterable[Outcome], now: float
    ) -> Literal["held", "released"] | None:
        """Learn how publishing there ended; return what that changes.

        What is tried before the pause is over makes the pause no longer.
        """
        said = set(outcomes) - {"interrupted"}
        hold = self._holds.get(destination)
        if "confirmed" in said:
            self._holds.pop(destination, None)
            return "released" if hold is not None else None
        if not said:
            return None
        is_new = hold is None
        if hold is None:
            hold = self._holds[destination] = _Hold(tries=0, is_silent=False, try_at=now)
        if hold.try_at <= now:
            hold.tries += 1
            hold.try_at = now + pause_seconds(hold.tries)
        hold.is_silent = "unanswered" in said
        return "held" if is_new else None

    def forget(self, destination: Destination) -> None:
        """Hold nothing back there any more: nothing waits for it."""
        self._holds.pop(destination, None)

    def silent(self) -> list[Destination]:
        """Return where nothing more is to be sent for now."""
        return [each for each, hold in self._holds.items() if hold.is_silent]

    def refusing(self) -> list[Destination]:
        """Return where only what was not tried yet is to be sent."""
        return [each for each, hold in self._holds.items() if not hold.is_silent]

    def due(self, now: float) -> list[Destination]:
        """Return where one message is to be tried."""
        return [each for each, hold in self._holds.items() if hold.try_at <= now]


def pause_seconds(tries: int) -> float:
    """Return how long to wait after so many tries: one second, doubled up to half a minute."""
    return float(min(_FIRST_PAUSE_SECONDS * 2 ** min(tries - 1, 10), _LONGEST_PAUSE_SECONDS))
