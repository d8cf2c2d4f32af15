"""OpenTelemetry: one trace from the page to the mail; an exporter only where one is configured."""

import os
from functools import cache

from opentelemetry import trace
from opentelemetry.trace import SpanKind
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

_PROPAGATOR = TraceContextTextMapPropagator()
_TRACER = trace.get_tracer("kontor")


@cache
def are_traces_exported() -> bool:
    """Return whether anybody takes traces from this process; if not, their ids only pass on."""
    return bool(os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT"))


def configure_tracing(service_name: str) -> None:
    """Export spans when OTEL_EXPORTER_OTLP_ENDPOINT is set; otherwise only pass trace ids on."""
    if not are_traces_exported():
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource({"service.name": f"kontor-{service_name}"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)


def current_traceparent() -> str | None:
    """Return the W3C traceparent of the present span, None when nothing is being traced."""
    carrier: dict[str, str] = {}
    _PROPAGATOR.inject(carrier)
    return carrier.get("traceparent")


def start_span(name: str, traceparent: str | None, kind: SpanKind) -> trace.Span:
    """Return a started span, the child of `traceparent` where there is one; end it yourself."""
    carrier = {"traceparent": traceparent} if traceparent else {}
    return _TRACER.start_span(name, context=_PROPAGATOR.extract(carrier), kind=kind)
