"""A breaker: after trouble with the mail server, one probe every few seconds.

And one for each host, where many organisations have accounts with the same provider.
"""

from collections.abc import Callable


class Breaker:
    """Says whether the mail server is worth a try; `ticks` gives monotonic seconds."""

    def __init__(self, ticks: Callable[[], float], *, pause_seconds: float = 5.0) -> None:
        self._ticks = ticks
        self._pause_seconds = pause_seconds
        self._closed_again_at: float | None = None

    @property
    def is_open(self) -> bool:
        """Whether the server is left alone for now."""
        return self._closed_again_at is not None and self._ticks() < self._closed_again_at

    def trip(self) -> None:
        """Leave the server alone for the pause."""
        self._closed_again_at = self._ticks() + self._pause_seconds

    def reset(self) -> None:
        """Trust the server again."""
        self._closed_again_at = None


class HostBreakers:
    """Says which hosts are worth a try: not one that has failed several times in a row.

    Whoever's account it was: what is away for three is away for the fourth, who need not wait for
    it to time out.
    """

    def __init__(
        self, ticks: Callable[[], float], *, failures: int = 3, pause_seconds: float = 60.0
    ) -> None:
        self._ticks = ticks
        self._failures = failures
        self._pause_seconds = pause_seconds
        self._failed: dict[str, int] = {}
        self._breakers: dict[str, Breaker] = {}

    def is_open(self, host: str) -> bool:
        """Whether the host is left alone for now."""
        breaker = self._breakers.get(host)
        return breaker is not None and breaker.is_open

    def note_failure(self, host: str) -> None:
        """Count a failure; leave the host alone after several, and after each one more."""
        self._failed[host] = self._failed.get(host, 0) + 1
        if self._failed[host] >= self._failures:
            breaker = self._breakers.setdefault(
                host, Breaker(self._ticks, pause_seconds=self._pause_seconds)
            )
            breaker.trip()

    def note_success(self, host: str) -> None:
        """Trust the host again."""
        self._failed.pop(host, None)
        self._breakers.pop(host, None)
