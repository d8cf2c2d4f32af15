"""A breaker before the object store: of one that is away, not everybody finds out by waiting."""

from collections.abc import Callable
from http import HTTPStatus
from threading import Lock
from typing import Any, Protocol

from botocore.exceptions import BotoCoreError, HTTPClientError
from botocore.exceptions import ConnectionError as StoreUnreachable

FAILURES = 5
PAUSE_SECONDS = 5.0
# What boto3 itself tries again. 501 is an answer: this store cannot do that.
_AWAY = {
    HTTPStatus.INTERNAL_SERVER_ERROR,
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
}


class StoreLeftAlone(BotoCoreError):
    """The store was not asked: it has failed several times in a row, a moment ago."""

    fmt = "The object store is left alone for now: it failed several times in a row."


class Changed(Protocol):
    """Who is told when a breaker opens and when it closes."""

    def __call__(self, *, is_left_alone: bool) -> None:
        """Take it up."""


class StoreBreaker:
    """Says whether the store is worth a try; `ticks` gives monotonic seconds."""

    def __init__(self, ticks: Callable[[], float], *, changed: Changed) -> None:
        self._ticks = ticks
        self._changed = changed
        self._turn = Lock()
        self._failures = 0
        self._next_try_at = 0.0

    @property
    def is_open(self) -> bool:
        """Whether the store is left alone just now."""
        return self._failures >= FAILURES and self._ticks() < self._next_try_at

    def admits(self) -> bool:
        """Return whether to ask the store; while it is left alone, to one in every five seconds."""
        if self._failures < FAILURES:
            return True
        with self._turn:
            is_due = self._ticks() >= self._next_try_at
            if is_due:
                self._put_off()
            return is_due

    def note_failure(self) -> None:
        """Count a failure; leave the store alone after several in a row."""
        with self._turn:
            self._failures += 1
            self._put_off()
            is_first = self._failures == FAILURES
        if is_first:
            self._changed(is_left_alone=True)

    def note_answer(self) -> None:
        """Trust the store again: it has answered, whatever it said."""
        if not self._failures:
            return
        with self._turn:
            was_left_alone = self._failures >= FAILURES
            self._failures = 0
        if was_left_alone:
            self._changed(is_left_alone=False)

    def _put_off(self) -> None:
        self._next_try_at = self._ticks() + PAUSE_SECONDS


def leave_alone(client: Any, breaker: StoreBreaker) -> None:
    """Let a breaker stand before each request of a boto3 client, and hear of each answer."""

    def before(**_: Any) -> None:
        if not breaker.admits():
            raise StoreLeftAlone

    def after(
        parsed_response: dict[str, Any] | None, exception: Exception | None, **_: Any
    ) -> None:
        if parsed_response is not None:
            status = parsed_response.get("ResponseMetadata", {}).get("HTTPStatusCode")
            if status in _AWAY:
                breaker.note_failure()
            else:
                breaker.note_answer()
        elif isinstance(exception, StoreUnreachable | HTTPClientError):
            breaker.note_failure()

    client.meta.events.register("before-send.s3", before)
    client.meta.events.register("response-received.s3", after)
