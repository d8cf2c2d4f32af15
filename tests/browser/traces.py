"""How deep a page asks: the calls of one request, read from the traces that the gateway exports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from tests.flows.canaries import TraceSink

# Who asks is remembered for five seconds (docs/adr/0013); once in so long it is one call more.
WHO_ASKS = "identity.authenticate"


@dataclass(frozen=True, kw_only=True, slots=True)
class CallSpan:
    """One call to a service: its name, and when it began and ended."""

    name: str
    began_ns: int
    ended_ns: int


class Traces:
    """What a collector has been told, by trace."""

    def __init__(self, sink: TraceSink) -> None:
        self._sink = sink
        self._read = 0
        self._spans: defaultdict[bytes, list[Span]] = defaultdict(list)

    def calls_of(self, trace_id: str) -> list[CallSpan] | None:
        """Return what the gateway asked for the page of a trace; None until it was answered."""
        received = self._sink.received[self._read :]
        self._read += len(received)
        for span in _spans(received):
            self._spans[span.trace_id].append(span)
        spans = self._spans[bytes.fromhex(trace_id)]
        page = next((span for span in spans if span.name.startswith("GET ")), None)
        if page is None:
            return None
        return [
            CallSpan(
                name=span.name, began_ns=span.start_time_unix_nano, ended_ns=span.end_time_unix_nano
            )
            for span in spans
            if span.kind == Span.SPAN_KIND_CLIENT and span.parent_span_id == page.span_id
        ]


def depth(calls: Iterable[CallSpan]) -> int:
    """Return how many calls follow each other in the longest chain of which none overlap."""
    steps, ended = 0, 0
    for call in sorted(calls, key=lambda each: each.ended_ns):
        if call.began_ns >= ended:
            steps, ended = steps + 1, call.ended_ns
    return steps


def _spans(received: Iterable[bytes]) -> Iterable[Span]:
    for body in received:
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            for scope in resource.scope_spans:
                yield from scope.spans
