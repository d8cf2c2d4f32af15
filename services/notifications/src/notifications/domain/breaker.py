"""A breaker: after trouble with the mail server, one probe every few seconds."""

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
