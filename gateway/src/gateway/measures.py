"""What the gateway counts and times, for `/metrics`."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache

from prometheus_client import Counter, Gauge, Histogram

from gateway.clients.failures import AreaFailure

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

requests_total = Counter(
    "kontor_gateway_requests_total",
    "Requests answered.",
    ["method", "route", "status"],
)
request_seconds = Histogram(
    "kontor_gateway_request_seconds",
    "Seconds until the whole answer was handed over.",
    ["method", "route"],
    buckets=_BUCKETS,
)
rpc_seconds = Histogram(
    "kontor_gateway_rpc_seconds",
    "Seconds a call to a service took.",
    ["service", "method", "outcome"],
    buckets=_BUCKETS,
)
rpc_in_flight = Gauge("kontor_gateway_rpc_in_flight", "Calls waiting for their answer.")
archive_damaged_total = Counter(
    "kontor_gateway_archive_damaged_total",
    "Documents not served because their bytes did not match their checksum.",
)
shed_total = Counter(
    "kontor_gateway_shed_total",
    "Requests and calls refused at once because too many were in work already.",
    ["full"],
)
live_streams = Gauge("kontor_gateway_live_streams", "Open streams of news.")
session_lookups_total = Counter(
    "kontor_gateway_session_lookups_total", "Questions whose token this is.", ["answered_by"]
)


@dataclass(slots=True)
class Outcome:
    """How a call ended, in one word of a bounded set."""

    value: str = "answered"


@contextmanager
def rpc(service: str, method: str) -> Iterator[Outcome]:
    """Time one call to a service and count how it ended."""
    outcome = Outcome()
    started = time.perf_counter()
    rpc_in_flight.inc()
    try:
        yield outcome
    except AreaFailure as failure:
        if outcome.value == "answered":
            outcome.value = type(failure).__name__
        raise
    finally:
        rpc_in_flight.dec()
        _seconds_of(service, method, outcome.value).observe(time.perf_counter() - started)


def note_request(method: str, route: str, status: int, seconds: float) -> None:
    """Count one answer and how long it took; `route` is a template, of a bounded set."""
    _requests_of(method, route, status).inc()
    _request_seconds_of(method, route).observe(seconds)


# Looking a metric up by its labels costs more than counting.
@lru_cache(maxsize=4096)
def _requests_of(method: str, route: str, status: int) -> Counter:
    return requests_total.labels(method, route, status)


@lru_cache(maxsize=4096)
def _request_seconds_of(method: str, route: str) -> Histogram:
    return request_seconds.labels(method, route)


@lru_cache(maxsize=4096)
def _seconds_of(service: str, method: str, outcome: str) -> Histogram:
    return rpc_seconds.labels(service, method, outcome)
