"""One trace from the page to the mail: the pieces of it that the gateway adds."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from opentelemetry import trace
from opentelemetry.trace import INVALID_SPAN, Span, SpanKind
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from process.tracing import are_traces_exported, current_traceparent

_PROPAGATOR = TraceContextTextMapPropagator()
_TRACER = trace.get_tracer("kontor")
_ONE_OF_OURS = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
_handed_on: ContextVar[str | None] = ContextVar("kontor_traceparent", default=None)


@contextmanager
def span(name: str, kind: SpanKind, traceparent: str | None = None) -> Iterator[Span]:
    """Trace a piece of work: below `traceparent` if it is given and sane, else below the present.

    Errors are the caller's to tell; the span only ends.
    """
    if not are_traces_exported():
        # Spans that nobody gets to see cost a tenth of an answer.
        token = _handed_on.set(_sane(traceparent) or _handed_on.get())
        try:
            yield INVALID_SPAN
        finally:
            _handed_on.reset(token)
        return
    parent = _PROPAGATOR.extract({"traceparent": traceparent}) if traceparent else None
    with _TRACER.start_as_current_span(
        name, context=parent, kind=kind, record_exception=False, set_status_on_exception=False
    ) as started:
        yield started


def present_traceparent() -> str:
    """Return the W3C traceparent of the present span, or the beginning of a trace without one."""
    present = current_traceparent() if are_traces_exported() else _handed_on.get()
    return present or f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"


def _sane(traceparent: str | None) -> str | None:
    """Return what a traceparent says in our form, None where it says nothing."""
    if not traceparent or _ONE_OF_OURS.fullmatch(traceparent):
        return traceparent or None
    carrier: dict[str, str] = {}
    _PROPAGATOR.inject(carrier, _PROPAGATOR.extract({"traceparent": traceparent}))
    return carrier.get("traceparent")
