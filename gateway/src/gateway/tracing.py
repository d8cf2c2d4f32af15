"""One trace from the page to the mail: the pieces of it that the gateway adds."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.trace import Span, SpanKind
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from process.tracing import current_traceparent

_PROPAGATOR = TraceContextTextMapPropagator()
_TRACER = trace.get_tracer("kontor")


@contextmanager
def span(name: str, kind: SpanKind, traceparent: str | None = None) -> Iterator[Span]:
    """Trace a piece of work: below `traceparent` if it is given and sane, else below the present.

    Errors are the caller's to tell; the span only ends.
    """
    parent = _PROPAGATOR.extract({"traceparent": traceparent}) if traceparent else None
    with _TRACER.start_as_current_span(
        name, context=parent, kind=kind, record_exception=False, set_status_on_exception=False
    ) as started:
        yield started


def present_traceparent() -> str:
    """Return the W3C traceparent of the present span, or the beginning of a trace without one."""
    return current_traceparent() or f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"
