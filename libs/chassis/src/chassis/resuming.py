"""Going on with what a call or a message began, after that has long ended."""

from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry import context as otel_context
from opentelemetry import trace
from opentelemetry.trace import SpanKind
from structlog.contextvars import bound_contextvars

from chassis.context import CallContext, within_context
from process.tracing import start_span


@contextmanager
def resumed(work: str, correlation_id: str | None, traceparent: str | None) -> Iterator[None]:
    """Make what is logged, traced and told meanwhile a part of what began it.

    `work` names the span. Where nobody has kept a correlation id, the present one stays.
    """
    if correlation_id is None:
        yield
        return
    beginning = CallContext(correlation_id=correlation_id, traceparent=traceparent)
    span = start_span(work, traceparent, SpanKind.INTERNAL)
    token = otel_context.attach(trace.set_span_in_context(span))
    try:
        with within_context(beginning), bound_contextvars(correlation_id=correlation_id):
            yield
    finally:
        otel_context.detach(token)
        span.end()
