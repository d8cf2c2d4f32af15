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
    """One call to a service: when it began and ended, and what the service asked others for it."""

    name: str
    began_ns: int
    ended_ns: int
    below: tuple[CallSpan, ...] = ()


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
        answered = {span.parent_span_id: span for span in spans}
        return [
            _call(span, _asked_by(answered.get(span.span_id), spans))
            for span in spans
            if span.kind == Span.SPAN_KIND_CLIENT and span.parent_span_id == page.span_id
        ]


def depth(calls: Iterable[CallSpan]) -> int:
    """Return how many calls the longest chain has in which none begins before the last has ended.

    A call counts together with what its service asked other services for it.
    """
    chains: list[tuple[int, int]] = []
    for call in sorted(calls, key=lambda each: each.ended_ns):
        before = max((steps for ended, steps in chains if ended <= call.began_ns), default=0)
        chains.append((call.ended_ns, before + 1 + depth(call.below)))
    return max((steps for _, steps in chains), default=0)


def _call(span: Span, below: tuple[CallSpan, ...]) -> CallSpan:
    return CallSpan(
        name=span.name,
        began_ns=span.start_time_unix_nano,
        ended_ns=span.end_time_unix_nano,
        below=below,
    )


def _asked_by(answered: Span | None, spans: list[Span]) -> tuple[CallSpan, ...]:
    """Return what other services did before the service that was called had answered."""
    if answered is None:
        return ()
    return tuple(
        _call(span, _asked_by(span, spans))
        for span in spans
        if span.parent_span_id == answered.span_id
        and span.kind == Span.SPAN_KIND_SERVER
        # What is told rather than asked goes on later, and nobody waits for it.
        and span.end_time_unix_nano <= answered.end_time_unix_nano
    )


def _spans(received: Iterable[bytes]) -> Iterable[Span]:
    for body in received:
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            for scope in resource.scope_spans:
                yield from scope.spans
