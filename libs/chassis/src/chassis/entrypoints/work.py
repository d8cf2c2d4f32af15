"""One piece of work, from arrival to end: context, log fields, trace, time limit, metrics."""

import time
from functools import lru_cache
from typing import NamedTuple

import eventlet
import structlog
from opentelemetry import context as otel_context
from opentelemetry import trace
from opentelemetry.trace import SpanKind
from prometheus_client import Counter, Gauge, Histogram

from chassis import metrics
from chassis.context import CallContext, enter_context
from chassis.log import bind_correlation, get_logger
from process.tracing import are_traces_exported, start_span

_log = get_logger(__name__)


class HandlerTimedOut(Exception):
    """The handler took longer than it may; its transaction is rolled back."""


class Work:
    """Begins in the worker's green thread, ends there exactly once."""

    def __init__(
        self,
        service: str,
        entrypoint: str,
        context: CallContext,
        longest_seconds: float,
        *,
        is_told: bool = True,
    ) -> None:
        """`is_told` is whether its end gets a line in the log: of ticks nobody asks."""
        self.context = context
        self._service = service
        self._entrypoint = entrypoint
        self._longest_seconds = longest_seconds
        self._is_told = is_told
        self._measures = _measures_of(service, entrypoint)
        self._arrived = time.perf_counter()
        self._timeout: eventlet.Timeout | None = None
        self._span: trace.Span | None = None
        self._token: object | None = None

    def begin(self) -> None:
        """Enter the context and start the clocks."""
        enter_context(self.context)
        bind_correlation(self.context.correlation_id, self._entrypoint)
        self._measures.in_flight.inc()
        if are_traces_exported():
            self._span = start_span(self._entrypoint, self.context.traceparent, SpanKind.SERVER)
            self._token = otel_context.attach(trace.set_span_in_context(self._span))
        remaining = self.context.remaining_seconds()
        seconds = self._longest_seconds if remaining is None else min(remaining, 3600.0)
        self._timeout = eventlet.Timeout(max(seconds, 0.001), HandlerTimedOut())

    def end(self, outcome: str) -> None:
        """Stop the clocks; call before settling, so that no time limit hits half a frame."""
        if self._timeout is None:
            return
        self._timeout.cancel()
        self._timeout = None
        if self._span is not None:
            self._span.set_attribute("kontor.outcome", outcome)
            self._span.end()
        if self._token is not None:
            otel_context.detach(self._token)  # type: ignore[arg-type]  # an opaque token
        seconds = time.perf_counter() - self._arrived
        self._measures.in_flight.dec()
        self._measures.seconds.observe(seconds)
        _calls_of(self._service, self._entrypoint, outcome).inc()
        structlog.contextvars.bind_contextvars(outcome=outcome)
        if self._is_told:
            _log.info("work ended", milliseconds=round(seconds * 1000, 1))


class _Measures(NamedTuple):
    in_flight: Gauge
    seconds: Histogram


# Looking a metric up by its labels costs more than counting.
@lru_cache(maxsize=1024)
def _measures_of(service: str, entrypoint: str) -> _Measures:
    return _Measures(
        metrics.IN_FLIGHT.labels(service, entrypoint), metrics.SECONDS.labels(service, entrypoint)
    )


@lru_cache(maxsize=4096)
def _calls_of(service: str, entrypoint: str, outcome: str) -> Counter:
    return metrics.CALLS.labels(service, entrypoint, outcome)
